<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko" sourcelanguage="en">
<context>
    <name>Classes</name>
    <message>
        <source>Good</source>
        <translation>양품</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>누락</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>무발광</translation>
    </message>
    <message>
        <source>Dim</source>
        <translation>저휘도</translation>
    </message>
    <message>
        <source>Bright</source>
        <translation>과휘도</translation>
    </message>
    <message>
        <source>Partial</source>
        <translation>부분 발광</translation>
    </message>
    <message>
        <source>Leaky</source>
        <translation>누설</translation>
    </message>
    <message>
        <source>Wavelength</source>
        <translation>파장</translation>
    </message>
    <message>
        <source>Mechanical</source>
        <translation>기계적 결함</translation>
    </message>
    <message>
        <source>Suspect</source>
        <translation>의심</translation>
    </message>
    <message>
        <source>Retest</source>
        <translation>재검사</translation>
    </message>
    <message>
        <source>Unmeasured</source>
        <translation>미측정</translation>
    </message>
</context>
<context>
    <name>Columns</name>
    <message>
        <source>Class</source>
        <translation>분류</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>열</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>행</translation>
    </message>
    <message>
        <source>x</source>
        <translation>x</translation>
    </message>
    <message>
        <source>y</source>
        <translation>y</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>검출 항목</translation>
    </message>
    <message>
        <source>PL intensity</source>
        <translation>PL 강도</translation>
    </message>
    <message>
        <source>Uncertainty of the intensity</source>
        <translation>강도 불확도</translation>
    </message>
    <message>
        <source>Relative intensity</source>
        <translation>상대 강도</translation>
    </message>
    <message>
        <source>Brightest pixel</source>
        <translation>최대 휘도 픽셀</translation>
    </message>
    <message>
        <source>Nonuniformity</source>
        <translation>불균일도</translation>
    </message>
    <message>
        <source>Emission centroid, x</source>
        <translation>발광 중심, x</translation>
    </message>
    <message>
        <source>Emission centroid, y</source>
        <translation>발광 중심, y</translation>
    </message>
    <message>
        <source>Local background</source>
        <translation>국소 배경</translation>
    </message>
    <message>
        <source>Peak wavelength</source>
        <translation>피크 파장</translation>
    </message>
    <message>
        <source>Centroid wavelength</source>
        <translation>무게중심 파장</translation>
    </message>
    <message>
        <source>Line width</source>
        <translation>반치폭</translation>
    </message>
    <message>
        <source>Dominant wavelength</source>
        <translation>주파장</translation>
    </message>
    <message>
        <source>Power exponent</source>
        <translation>파워 지수</translation>
    </message>
    <message>
        <source>Leak power</source>
        <translation>누설 파워</translation>
    </message>
    <message>
        <source>Leak fit, chi square</source>
        <translation>누설 피팅, 카이제곱</translation>
    </message>
    <message>
        <source>Shunt resistance</source>
        <translation>션트 저항</translation>
    </message>
    <message>
        <source>EL intensity</source>
        <translation>EL 강도</translation>
    </message>
    <message>
        <source>Forward voltage (EL)</source>
        <translation>순방향 전압 (EL)</translation>
    </message>
    <message>
        <source>Reverse leakage (EL)</source>
        <translation>역방향 누설 (EL)</translation>
    </message>
    <message>
        <source>EL verdict</source>
        <translation>EL 판정</translation>
    </message>
    <message>
        <source>EL pass, predicted</source>
        <translation>EL 합격 예측</translation>
    </message>
    <message>
        <source>Wavelength source</source>
        <translation>파장 출처</translation>
    </message>
    <message>
        <source>Off the smooth wafer</source>
        <translation>매끄러운 웨이퍼 면과의 차이</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>길이</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>폭</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>방향</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>면적</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>대비</translation>
    </message>
    <message>
        <source>Strongest contrast</source>
        <translation>최대 대비</translation>
    </message>
    <message>
        <source>Significance</source>
        <translation>유의도</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>픽셀</translation>
    </message>
    <message>
        <source>At the edge</source>
        <translation>가장자리</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>About Pellucid</source>
        <translation>Pellucid 정보</translation>
    </message>
    <message>
        <source>Measures the photoluminescence of every micro-LED chip of a wafer and judges it.</source>
        <translation>웨이퍼의 모든 마이크로 LED 칩의 포토루미네선스를 측정하고 판정합니다.</translation>
    </message>
    <message>
        <source>Made with Qt %1 (LGPL 3) and other free software; see the licences that come with it.</source>
        <translation>Qt %1(LGPL 3) 및 기타 자유 소프트웨어로 제작되었습니다. 함께 제공되는 라이선스를 참조하세요.</translation>
    </message>
</context>
<context>
    <name>Stages</name>
    <message>
        <source>Opening</source>
        <translation>여는 중</translation>
    </message>
    <message>
        <source>Finding the lattice</source>
        <translation>칩 배열 탐색</translation>
    </message>
    <message>
        <source>Learning the chip&apos;s profile</source>
        <translation>칩 발광 프로파일 학습</translation>
    </message>
    <message>
        <source>Reading pixels</source>
        <translation>픽셀 읽기</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>측정</translation>
    </message>
    <message>
        <source>Parting neighbours</source>
        <translation>인접 칩 분리</translation>
    </message>
    <message>
        <source>Judging</source>
        <translation>판정</translation>
    </message>
    <message>
        <source>Finding leaks</source>
        <translation>누설 탐색</translation>
    </message>
    <message>
        <source>Comparing with EL</source>
        <translation>EL과 비교</translation>
    </message>
    <message>
        <source>Writing the result</source>
        <translation>결과 쓰기</translation>
    </message>
    <message>
        <source>Writing the chip table</source>
        <translation>칩 표 쓰기</translation>
    </message>
    <message>
        <source>Drawing maps</source>
        <translation>맵 그리기</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>보고서 쓰기</translation>
    </message>
    <message>
        <source>Reading the result</source>
        <translation>결과 읽는 중</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>Yield</source>
        <translation>수율</translation>
    </message>
    <message>
        <source>Missing chips</source>
        <translation>누락 칩</translation>
    </message>
    <message>
        <source>Dark chips</source>
        <translation>무발광 칩</translation>
    </message>
    <message>
        <source>Dim chips</source>
        <translation>저휘도 칩</translation>
    </message>
    <message>
        <source>Leaky chips</source>
        <translation>누설 칩</translation>
    </message>
    <message>
        <source>Chips to be tested again</source>
        <translation>재검사 칩</translation>
    </message>
    <message>
        <source>Chips not measured</source>
        <translation>미측정 칩</translation>
    </message>
    <message>
        <source>Agreement with EL</source>
        <translation>EL 일치율</translation>
    </message>
    <message>
        <source>EL fails that PL passed</source>
        <translation>PL 합격, EL 불합격</translation>
    </message>
    <message>
        <source>EL passes that PL failed</source>
        <translation>PL 불합격, EL 합격</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>Nothing was measured</source>
        <translation>측정된 칩 없음</translation>
    </message>
    <message>
        <source>Images of the scan that are missing: %1</source>
        <translation>누락된 스캔 이미지: %1</translation>
    </message>
    <message>
        <source>The recipe sets no limits to judge the wafer by</source>
        <translation>레시피에 웨이퍼 판정 한계값이 없음</translation>
    </message>
    <message>
        <source>PASS</source>
        <translation>PASS</translation>
    </message>
    <message>
        <source>FAIL</source>
        <translation>FAIL</translation>
    </message>
    <message>
        <source>HOLD</source>
        <translation>HOLD</translation>
    </message>
    <message>
        <source>%1 %2, at least %3</source>
        <translation>%1 %2, 하한 %3</translation>
    </message>
    <message>
        <source>%1 %2, at most %3</source>
        <translation>%1 %2, 상한 %3</translation>
    </message>
    <message>
        <source>%1 %2 is below %3</source>
        <translation>%1 %2, 하한 %3 미달</translation>
    </message>
    <message>
        <source>%1 %2 is above %3</source>
        <translation>%1 %2, 상한 %3 초과</translation>
    </message>
    <message>
        <source>Defects</source>
        <translation>결함</translation>
    </message>
    <message>
        <source>Nonuniformity of the light</source>
        <translation>빛의 불균일도</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ChipCard</name>
    <message>
        <source>Values</source>
        <translation>값</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>인접 칩</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>파워</translation>
    </message>
    <message>
        <source>The comparisons that the class rests on</source>
        <translation>분류의 근거가 된 비교</translation>
    </message>
    <message>
        <source>Light against power: a leak bends the curve down at low power</source>
        <translation>발광량 대 파워: 누설이 있으면 저파워에서 곡선이 아래로 휨</translation>
    </message>
    <message>
        <source>How many neighbours are shown</source>
        <translation>표시할 인접 칩 범위</translation>
    </message>
    <message>
        <source>Neighbours of the chip at hand</source>
        <translation>현재 칩의 인접 칩</translation>
    </message>
    <message>
        <source>Click a chip on the map to see what was measured of it.</source>
        <translation>맵에서 칩을 클릭하면 측정값이 표시됩니다.</translation>
    </message>
    <message>
        <source>Column %1, row %2</source>
        <translation>열 %1, 행 %2</translation>
    </message>
    <message>
        <source>x %1 mm, y %2 mm</source>
        <translation>x %1 mm, y %2 mm</translation>
    </message>
    <message>
        <source>saturated pixels</source>
        <translation>포화 픽셀</translation>
    </message>
    <message>
        <source>at an edge</source>
        <translation>가장자리</translation>
    </message>
    <message>
        <source>partly covered by the scan</source>
        <translation>스캔에 일부만 포함</translation>
    </message>
    <message>
        <source>leak from priors, not from a low power</source>
        <translation>누설: 저파워 측정이 아닌 사전값 기준</translation>
    </message>
    <message>
        <source>Findings: %1</source>
        <translation>검출 항목: %1</translation>
    </message>
    <message>
        <source>Spectrum</source>
        <translation>스펙트럼</translation>
    </message>
    <message>
        <source>no mesa in reflectance</source>
        <translation>반사광에서 메사 없음</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ChipTableModel</name>
    <message>
        <source>passes</source>
        <translation>합격</translation>
    </message>
    <message>
        <source>fails</source>
        <translation>불합격</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ChipTablePane</name>
    <message>
        <source>exported</source>
        <translation>내보냄</translation>
    </message>
    <message>
        <source>Chips</source>
        <translation>칩</translation>
    </message>
    <message>
        <source>where</source>
        <translation>조건</translation>
    </message>
    <message>
        <source>Conditions on columns, joined by &quot;and&quot;. A column&apos;s name stands under the cursor over its title</source>
        <translation>열에 대한 조건, &quot;and&quot;로 연결. 열 제목에 커서를 올리면 열 이름이 표시됩니다</translation>
    </message>
    <message>
        <source>Pick out</source>
        <translation>선택</translation>
    </message>
    <message>
        <source>Picks out the listed chips on the map and in the plots</source>
        <translation>목록의 칩을 맵과 그래프에서 선택합니다</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>내보내기…</translation>
    </message>
    <message>
        <source>Writes this list as a CSV file, with every column of the result</source>
        <translation>이 목록을 결과의 모든 열과 함께 CSV 파일로 저장합니다</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>행 복사</translation>
    </message>
    <message>
        <source>List of chips</source>
        <translation>칩 목록</translation>
    </message>
    <message>
        <source>Not good</source>
        <translation>양품 외</translation>
    </message>
    <message>
        <source>All</source>
        <translation>전체</translation>
    </message>
    <message>
        <source>Picked out</source>
        <translation>선택됨</translation>
    </message>
    <message>
        <source>%1 chips</source>
        <translation>칩 %1개</translation>
    </message>
    <message>
        <source>The rows cannot be copied</source>
        <translation>행을 복사할 수 없음</translation>
    </message>
    <message>
        <source>Export this list</source>
        <translation>이 목록 내보내기</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV 파일 (*.csv)</translation>
    </message>
    <message>
        <source>%1, rows %2 to %3</source>
        <translation>%1, %2~%3번째 행</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ColumnBox</name>
    <message>
        <source>As the map</source>
        <translation>맵과 동일</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ComparePage</name>
    <message>
        <source>This cannot be shown</source>
        <translation>표시할 수 없음</translation>
    </message>
    <message>
        <source>Compare with this result</source>
        <translation>이 결과와 비교</translation>
    </message>
    <message>
        <source>Blink (B)</source>
        <translation>깜박임 (B)</translation>
    </message>
    <message>
        <source>Back to the map</source>
        <translation>맵으로 돌아가기</translation>
    </message>
    <message>
        <source>The same colours for the same values</source>
        <translation>같은 값을 같은 색으로</translation>
    </message>
    <message>
        <source>B blinks, Space flips by hand; both maps move together.</source>
        <translation>B 키는 깜박임, Space 키는 수동 전환. 두 맵이 함께 움직입니다.</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::CompareSide</name>
    <message>
        <source>Other result…</source>
        <translation>다른 결과…</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::DefectCard</name>
    <message>
        <source>Click a defect on the map or in the list to see what was measured of it.</source>
        <translation>맵이나 목록에서 결함을 클릭하면 측정값이 표시됩니다.</translation>
    </message>
    <message>
        <source>x %1 mm, y %2 mm</source>
        <translation>x %1 mm, y %2 mm</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::DefectList</name>
    <message>
        <source>&amp;Copy</source>
        <translation>복사(&amp;C)</translation>
    </message>
    <message>
        <source>Defects</source>
        <translation>결함</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::DifferenceList</name>
    <message>
        <source>not measured in one of the two</source>
        <translation>둘 중 하나에서 미측정</translation>
    </message>
    <message>
        <source>its light differs</source>
        <translation>발광량이 다름</translation>
    </message>
    <message>
        <source>the recipes&apos; limits differ</source>
        <translation>레시피 한계값이 다름</translation>
    </message>
    <message>
        <source>what healthy chips give differs</source>
        <translation>정상 칩의 기준값이 다름</translation>
    </message>
    <message>
        <source>its emission pattern differs</source>
        <translation>발광 패턴이 다름</translation>
    </message>
    <message>
        <source>its leak differs</source>
        <translation>누설이 다름</translation>
    </message>
    <message>
        <source>close to a limit, within noise</source>
        <translation>한계 근처, 노이즈 범위 이내</translation>
    </message>
    <message>
        <source>Save the list…</source>
        <translation>목록 저장…</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Chips</source>
        <translation>칩</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>열</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>행</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>이유</translation>
    </message>
    <message>
        <source>Choose another result on one side to list what changed.</source>
        <translation>한쪽에서 다른 결과를 선택하면 변경 사항이 표시됩니다.</translation>
    </message>
    <message>
        <source>Comparing chip by chip…</source>
        <translation>칩별 비교 중…</translation>
    </message>
    <message>
        <source>%1 chips in both, %2 of another class
yield %3 → %4</source>
        <translation>공통 칩 %1개, 분류 변경 %2개
수율 %3 → %4</translation>
    </message>
    <message>
        <source>
light B / A %1</source>
        <translation>
발광량 B / A %1</translation>
    </message>
    <message>
        <source>
%1 only in A, %2 only in B</source>
        <translation>
A에만 %1개, B에만 %2개</translation>
    </message>
    <message>
        <source>The first %1 are listed; all of them are picked out.</source>
        <translation>처음 %1개만 표시되며, 선택은 전체에 적용됩니다.</translation>
    </message>
    <message>
        <source>Changed chips</source>
        <translation>변경된 칩</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>표 (*.csv)</translation>
    </message>
    <message>
        <source>The list was not saved</source>
        <translation>목록이 저장되지 않았습니다</translation>
    </message>
    <message>
        <source>its wavelength differs</source>
        <translation>파장이 다름</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ExportDialog</name>
    <message>
        <source>The whole wafer, not only what the map shows now</source>
        <translation>현재 맵에 표시된 부분만이 아닌 웨이퍼 전체</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>내보내기</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>as the profile says</source>
        <translation>프로파일 설정대로</translation>
    </message>
    <message>
        <source>None: ids, bins and orientation as the result has them</source>
        <translation>없음: ID, BIN, 방향은 결과 그대로</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>찾아보기…</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>내보내기(&amp;E)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>What</source>
        <translation>내용</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>프로파일</translation>
    </message>
    <message>
        <source>Pictures of defects</source>
        <translation>결함 이미지</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>너비</translation>
    </message>
    <message>
        <source>Export into</source>
        <translation>내보낼 파일</translation>
    </message>
    <message>
        <source>Export profile</source>
        <translation>내보내기 프로파일</translation>
    </message>
    <message>
        <source>Profiles (*.json)</source>
        <translation>프로파일 (*.json)</translation>
    </message>
    <message>
        <source>%1 is there already. Press Export again to replace it.</source>
        <translation>이미 있음: %1. 바꾸려면 내보내기를 다시 누르세요.</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>쓰는 중…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Written: %1
%2</source>
        <translation>저장됨: %1
%2</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was written.</source>
        <translation>취소되었습니다. 저장된 것이 없습니다.</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>중지 중…</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ExportPlan</name>
    <message>
        <source>%1 chips</source>
        <translation>칩 %1개</translation>
    </message>
    <message>
        <source>%1 of %2 defects, %3 pictures; read back and compared</source>
        <translation>결함 %2개 중 %1개, 이미지 %3장; 다시 읽어 대조 완료</translation>
    </message>
    <message>
        <source>a map of %1 × %2 cells, %3 dies; read back and compared</source>
        <translation>%1 × %2 셀 맵, 다이 %3개; 다시 읽어 대조 완료</translation>
    </message>
    <message>
        <source>Picture of the map (PNG)</source>
        <translation>맵 이미지 (PNG)</translation>
    </message>
    <message>
        <source>Report (PDF)</source>
        <translation>보고서 (PDF)</translation>
    </message>
    <message>
        <source>All chips (CSV)</source>
        <translation>전체 칩 (CSV)</translation>
    </message>
    <message>
        <source>Defects (CSV)</source>
        <translation>결함 (CSV)</translation>
    </message>
    <message>
        <source>Picked chips (CSV)</source>
        <translation>선택한 칩 (CSV)</translation>
    </message>
    <message>
        <source>All chips (JSON lines)</source>
        <translation>전체 칩 (JSON lines)</translation>
    </message>
    <message>
        <source>Defects for the fab (KLARF 1.2)</source>
        <translation>팹용 결함 (KLARF 1.2)</translation>
    </message>
    <message>
        <source>Defects for the fab (KLARF 1.8)</source>
        <translation>팹용 결함 (KLARF 1.8)</translation>
    </message>
    <message>
        <source>Wafer map (SEMI E142)</source>
        <translation>웨이퍼 맵 (SEMI E142)</translation>
    </message>
    <message>
        <source>Wafer map (SEMI G85)</source>
        <translation>웨이퍼 맵 (SEMI G85)</translation>
    </message>
    <message>
        <source>Wafer map (SINF)</source>
        <translation>웨이퍼 맵 (SINF)</translation>
    </message>
    <message>
        <source>Wafer map (CSV)</source>
        <translation>웨이퍼 맵 (CSV)</translation>
    </message>
    <message>
        <source>%1 defects</source>
        <translation>결함 %1개</translation>
    </message>
    <message>
        <source>Defects (JSON lines)</source>
        <translation>결함 (JSON lines)</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::FactsView</name>
    <message>
        <source>passes</source>
        <translation>합격</translation>
    </message>
    <message>
        <source>fails</source>
        <translation>불합격</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>미측정</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>레이어 %1</translation>
    </message>
    <message>
        <source>Wavelength</source>
        <translation>파장</translation>
    </message>
    <message>
        <source>Leakage</source>
        <translation>누설</translation>
    </message>
    <message>
        <source>Electroluminescence</source>
        <translation>전계발광</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>기타</translation>
    </message>
    <message>
        <source>interpolated</source>
        <translation>보간값</translation>
    </message>
    <message>
        <source>spectrum on this chip</source>
        <translation>이 칩의 스펙트럼</translation>
    </message>
    <message>
        <source>ratio of two bands</source>
        <translation>두 대역의 비</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::HistogramPane</name>
    <message>
        <source>Outlined</source>
        <translation>윤곽선</translation>
    </message>
    <message>
        <source>Stacked</source>
        <translation>누적</translation>
    </message>
    <message>
        <source>All together</source>
        <translation>전체 합산</translation>
    </message>
    <message>
        <source>How the bars of good chips and of others are drawn</source>
        <translation>양품 칩과 기타 칩의 막대 표시 방식</translation>
    </message>
    <message>
        <source>Log counts</source>
        <translation>로그 눈금</translation>
    </message>
    <message>
        <source>Lower limit</source>
        <translation>하한</translation>
    </message>
    <message>
        <source>Upper limit</source>
        <translation>상한</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>맞춤</translation>
    </message>
    <message>
        <source>Shows where the values lie. The wheel zooms, a drag moves the view</source>
        <translation>값이 있는 범위를 표시합니다. 휠로 확대/축소, 드래그로 이동</translation>
    </message>
    <message>
        <source>Use as colour range</source>
        <translation>색상 범위로 사용</translation>
    </message>
    <message>
        <source>The map&apos;s colours follow the limits</source>
        <translation>맵 색상이 한계값을 따릅니다</translation>
    </message>
    <message>
        <source>Pick out beyond</source>
        <translation>한계 밖 선택</translation>
    </message>
    <message>
        <source>Picks out the chips beyond the limits. A double click picks those of one bar or one side</source>
        <translation>한계를 벗어난 칩을 선택합니다. 더블 클릭하면 막대 하나 또는 한쪽의 칩을 선택합니다</translation>
    </message>
    <message>
        <source>Column of the histogram</source>
        <translation>히스토그램의 열</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>히스토그램</translation>
    </message>
    <message>
        <source>No chip has a value in this column.</source>
        <translation>이 열에 값이 있는 칩이 없습니다.</translation>
    </message>
    <message>
        <source>Beyond the limits: &lt;b&gt;%1&lt;/b&gt; of %2 chips (%3 %), %4 of them good now.   Yield %5 % → &lt;b&gt;%6 %&lt;/b&gt;</source>
        <translation>한계 밖: 칩 %2개 중 &lt;b&gt;%1&lt;/b&gt;개(%3 %), 그중 현재 양품 %4개.   수율 %5 % → &lt;b&gt;%6 %&lt;/b&gt;</translation>
    </message>
    <message>
        <source>limits of %1</source>
        <translation>%1의 한계값</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::HistogramPlot</name>
    <message>
        <source>All chips</source>
        <translation>전체 칩</translation>
    </message>
    <message>
        <source>Good chips</source>
        <translation>양품 칩</translation>
    </message>
    <message>
        <source>Other chips</source>
        <translation>기타 칩</translation>
    </message>
    <message>
        <source>Picked chips</source>
        <translation>선택한 칩</translation>
    </message>
    <message>
        <source>Chips</source>
        <translation>칩</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::LegendPane</name>
    <message>
        <source>Class</source>
        <translation>분류</translation>
    </message>
    <message>
        <source>Chips</source>
        <translation>칩</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>비율</translation>
    </message>
    <message>
        <source>Uncheck a class to draw its chips as good ones; double-click it to pick its chips out</source>
        <translation>체크를 해제하면 해당 분류의 칩을 양품으로 표시하고, 더블 클릭하면 그 칩을 선택합니다</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::LivePage</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Back to the map</source>
        <translation>맵으로 돌아가기</translation>
    </message>
    <message>
        <source>Light of the chips as they are read, before neighbours are parted and chips are judged. Hatched: not measured yet.</source>
        <translation>읽는 대로 표시한 칩의 빛입니다. 이웃 분리와 판정 전의 값입니다. 빗금: 아직 측정되지 않음.</translation>
    </message>
    <message>
        <source>Nothing is being inspected.</source>
        <translation>진행 중인 검사가 없습니다.</translation>
    </message>
    <message>
        <source>The map begins with the first chips that are measured.
A wafer without chips is shown when it is done.</source>
        <translation>첫 칩이 측정되면 맵이 나타납니다.
칩이 없는 웨이퍼는 검사가 끝나면 표시됩니다.</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::LotPage</name>
    <message>
        <source>Reading…</source>
        <translation>읽는 중…</translation>
    </message>
    <message>
        <source>%1 chips</source>
        <translation>칩 %1개</translation>
    </message>
    <message>
        <source>Wafers: %1</source>
        <translation>웨이퍼: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n cannot be read</source>
        <translation>
            <numerusform>읽기 불가 %n매</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n still to be read</source>
        <translation>
            <numerusform>읽기 대기 %n매</numerusform>
        </translation>
    </message>
    <message>
        <source>Back to the map</source>
        <translation>맵으로 돌아가기</translation>
    </message>
    <message>
        <source>By id</source>
        <translation>ID순</translation>
    </message>
    <message>
        <source>By yield, lowest first</source>
        <translation>수율 낮은 순</translation>
    </message>
    <message>
        <source>By verdict, worst first</source>
        <translation>판정 나쁜 순</translation>
    </message>
    <message>
        <source>By date</source>
        <translation>날짜순</translation>
    </message>
    <message>
        <source>%1 defects</source>
        <translation>결함 %1개</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::MainWindow</name>
    <message>
        <source>This cannot be shown</source>
        <translation>표시할 수 없음</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>범례</translation>
    </message>
    <message>
        <source>Chip</source>
        <translation>칩</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>히스토그램</translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation>산점도</translation>
    </message>
    <message>
        <source>Chip list</source>
        <translation>칩 목록</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>파일(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>보기(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Panes</source>
        <translation>패널(&amp;P)</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>최근 항목 열기(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Look</source>
        <translation>테마(&amp;L)</translation>
    </message>
    <message>
        <source>L&amp;anguage</source>
        <translation>언어(&amp;A)</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>도구 모음</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>열기(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>닫기(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>종료(&amp;Q)</translation>
    </message>
    <message>
        <source>Whole &amp;wafer</source>
        <translation>웨이퍼 전체(&amp;W)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>확대(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>축소(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Fields</source>
        <translation>촬영 필드(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Zones</source>
        <translation>구역(&amp;Z)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>밝게(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>어둡게(&amp;D)</translation>
    </message>
    <message>
        <source>Open a result or a scan folder</source>
        <translation>결과 또는 스캔 폴더 열기</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>아직 없음</translation>
    </message>
    <message>
        <source>%1  ·  %2 chips  ·  yield %3 %</source>
        <translation>%1  ·  칩 %2개  ·  수율 %3 %</translation>
    </message>
    <message>
        <source>column %1, row %2   x %3 mm, y %4 mm   %5</source>
        <translation>열 %1, 행 %2   x %3 mm, y %4 mm   %5</translation>
    </message>
    <message>
        <source>Inspections</source>
        <translation>검사 작업</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>레시피</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>리뷰</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::MapView</name>
    <message>
        <source>Wafer map</source>
        <translation>웨이퍼 맵</translation>
    </message>
    <message>
        <source>Open a result or a scan folder,
or drop one here</source>
        <translation>결과 또는 스캔 폴더를 열거나
여기에 끌어다 놓으세요</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::NeighboursView</name>
    <message>
        <source>column %1, row %2: %3, %4 %5</source>
        <translation>열 %1, 행 %2: %3, %4 %5</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::OperatorPage</name>
    <message>
        <source>No wafer is open</source>
        <translation>열린 웨이퍼 없음</translation>
    </message>
    <message numerus="yes">
        <source>%1, and %n more</source>
        <translation>
            <numerusform>%1 외 %n건</numerusform>
        </translation>
    </message>
    <message>
        <source>Yield %1 %</source>
        <translation>수율 %1 %</translation>
    </message>
    <message>
        <source>Yield not known</source>
        <translation>수율 알 수 없음</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 ppm</source>
        <translation>%1 ppm</translation>
    </message>
    <message>
        <source>Every chip is good</source>
        <translation>모든 칩 양품</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::PixelMenu</name>
    <message>
        <source>Scan&apos;s &amp;pixels</source>
        <translation>스캔 픽셀(&amp;P)</translation>
    </message>
    <message>
        <source>Show &amp;pixels when zoomed in</source>
        <translation>확대 시 픽셀 표시(&amp;P)</translation>
    </message>
    <message>
        <source>The scan&apos;s pixels are not there</source>
        <translation>스캔 픽셀 데이터 없음</translation>
    </message>
    <message>
        <source>&amp;Corrected (photoelectrons)</source>
        <translation>보정(광전자)(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Raw (as stored)</source>
        <translation>원본(저장된 값)(&amp;R)</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>레이어 %1</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::PixelsView</name>
    <message>
        <source>Pixels, corrected</source>
        <translation>픽셀, 보정</translation>
    </message>
    <message>
        <source>Pixels, raw</source>
        <translation>픽셀, 원본</translation>
    </message>
    <message>
        <source>Chips to each side</source>
        <translation>각 방향의 칩 수</translation>
    </message>
    <message>
        <source>Pixels of the chip at hand</source>
        <translation>현재 칩의 픽셀</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::PowerCurve</name>
    <message>
        <source>Healthy chips there</source>
        <translation>주변 정상 칩</translation>
    </message>
    <message>
        <source>This chip</source>
        <translation>이 칩</translation>
    </message>
    <message>
        <source>Power [W/cm²]</source>
        <translation>파워 [W/cm²]</translation>
    </message>
    <message>
        <source>PL intensity [e]</source>
        <translation>PL 강도 [e]</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ReasonsView</name>
    <message>
        <source>found</source>
        <translation>검출</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>미확정</translation>
    </message>
    <message>
        <source>not judged</source>
        <translation>판정 안 함</translation>
    </message>
    <message>
        <source>no</source>
        <translation>아님</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>검출 항목</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>정상</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::RecipeForm</name>
    <message>
        <source>Key</source>
        <translation>항목</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>Wafer&apos;s</source>
        <translation>웨이퍼 값</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>기본값</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>단위</translation>
    </message>
    <message>
        <source>Search keys and explanations</source>
        <translation>항목과 설명 검색</translation>
    </message>
    <message>
        <source>Changed only</source>
        <translation>변경된 것만</translation>
    </message>
    <message>
        <source>Reset to default</source>
        <translation>기본값으로 복원</translation>
    </message>
    <message>
        <source>recipe</source>
        <translation>레시피</translation>
    </message>
    <message>
        <source>Needs a new inspection</source>
        <translation>새 검사 필요</translation>
    </message>
    <message>
        <source>Choose a key to read what it does. A double click or F2 changes its value; an empty one means none.</source>
        <translation>항목을 선택하면 설명이 표시됩니다. 더블 클릭 또는 F2로 값을 변경하며, 비워 두면 값 없음입니다.</translation>
    </message>
    <message>
        <source>Needs a new inspection: no trial shows its effect.</source>
        <translation>새 검사 필요: 시험 판정으로는 효과가 보이지 않습니다.</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::RecipePane</name>
    <message>
        <source>Judging…</source>
        <translation>판정 중…</translation>
    </message>
    <message>
        <source>Reading the wafer…</source>
        <translation>웨이퍼 읽는 중…</translation>
    </message>
    <message>
        <source>Change a value of judge, leakage or limits to see what becomes of the wafer.</source>
        <translation>judge, leakage, limits의 값을 변경하면 웨이퍼가 어떻게 달라지는지 볼 수 있습니다.</translation>
    </message>
    <message>
        <source>Recipe of the wafer: %1</source>
        <translation>웨이퍼의 레시피: %1</translation>
    </message>
    <message>
        <source>%1 chips change their class</source>
        <translation>칩 %1개 분류 변경</translation>
    </message>
    <message>
        <source>Yield</source>
        <translation>수율</translation>
    </message>
    <message>
        <source>This is no recipe</source>
        <translation>레시피가 아닙니다</translation>
    </message>
    <message>
        <source>The recipe was not saved</source>
        <translation>레시피가 저장되지 않았습니다</translation>
    </message>
    <message>
        <source>Open a recipe</source>
        <translation>레시피 열기</translation>
    </message>
    <message>
        <source>Recipes (*.json)</source>
        <translation>레시피 (*.json)</translation>
    </message>
    <message>
        <source>Save as a new version</source>
        <translation>새 버전으로 저장</translation>
    </message>
    <message>
        <source>Judge the wafer anew into another result folder</source>
        <translation>웨이퍼를 재판정하여 다른 결과 폴더에 저장</translation>
    </message>
    <message>
        <source>The wafer was not judged</source>
        <translation>웨이퍼가 판정되지 않았습니다</translation>
    </message>
    <message>
        <source>Show the wafer as this recipe would judge it</source>
        <translation>이 레시피로 판정한 웨이퍼 표시</translation>
    </message>
    <message>
        <source>Open recipe…</source>
        <translation>레시피 열기…</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>다른 이름으로 저장…</translation>
    </message>
    <message>
        <source>Back to the wafer&apos;s</source>
        <translation>웨이퍼 값으로 복원</translation>
    </message>
    <message>
        <source>Judge anew…</source>
        <translation>재판정…</translation>
    </message>
    <message>
        <source>Writes a new result folder; this one stays as it is</source>
        <translation>새 결과 폴더에 저장하며, 현재 결과는 그대로 유지됩니다</translation>
    </message>
    <message>
        <source>Default recipe</source>
        <translation>기본 레시피</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was written.</source>
        <translation>취소되었습니다. 저장된 것이 없습니다.</translation>
    </message>
    <message>
        <source>an edit of the recipe</source>
        <translation>레시피 편집</translation>
    </message>
    <message>
        <source>back to the wafer&apos;s recipe</source>
        <translation>웨이퍼의 레시피로 되돌림</translation>
    </message>
    <message>
        <source>another recipe</source>
        <translation>다른 레시피</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::Report</name>
    <message>
        <source>Verdict</source>
        <translation>판정</translation>
    </message>
    <message>
        <source>Scanned</source>
        <translation>스캔 일시</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>장비</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>스캔</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>레시피</translation>
    </message>
    <message>
        <source>Software</source>
        <translation>소프트웨어</translation>
    </message>
    <message>
        <source>Registration, %1</source>
        <translation>정합, %1</translation>
    </message>
    <message>
        <source>confidence %1, residual %2 µm</source>
        <translation>신뢰도 %1, 잔차 %2 µm</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>경고</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ReviewLog</name>
    <message>
        <source>confirm %1</source>
        <translation>%1 확정</translation>
    </message>
    <message>
        <source>%1 is %2</source>
        <translation>%1 분류: %2</translation>
    </message>
    <message>
        <source>comment on %1</source>
        <translation>%1 코멘트</translation>
    </message>
    <message>
        <source>Say first who you are.</source>
        <translation>리뷰어를 먼저 입력하세요.</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ReviewPane</name>
    <message>
        <source>All defects</source>
        <translation>모든 결함</translation>
    </message>
    <message>
        <source>Picked chips: %1</source>
        <translation>선택한 칩: %1</translation>
    </message>
    <message>
        <source>No chip is left</source>
        <translation>남은 칩 없음</translation>
    </message>
    <message>
        <source>%1 chips; N begins</source>
        <translation>칩 %1개, N 키로 시작</translation>
    </message>
    <message>
        <source>Chip %1 of %2</source>
        <translation>칩 %2개 중 %1번째</translation>
    </message>
    <message>
        <source>Column %1, row %2, measured as &lt;b&gt;%3&lt;/b&gt;</source>
        <translation>열 %1, 행 %2, 측정 분류 &lt;b&gt;%3&lt;/b&gt;</translation>
    </message>
    <message>
        <source>reviewed as &lt;b&gt;%1&lt;/b&gt; by %2</source>
        <translation>리뷰 분류 &lt;b&gt;%1&lt;/b&gt;, 리뷰어 %2</translation>
    </message>
    <message>
        <source>commented by %1</source>
        <translation>코멘트 작성: %1</translation>
    </message>
    <message>
        <source>%1 reviewed: %2 confirmed, %3 reclassified</source>
        <translation>리뷰 %1개: 확정 %2개, 재분류 %3개</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>리뷰어</translation>
    </message>
    <message>
        <source>Previous chip</source>
        <translation>이전 칩</translation>
    </message>
    <message>
        <source>Next chip</source>
        <translation>다음 칩</translation>
    </message>
    <message>
        <source>Confirm the class</source>
        <translation>분류 확정</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>다음</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>확정</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>실행 취소</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>다시 실행</translation>
    </message>
    <message>
        <source>Reclassify…</source>
        <translation>재분류…</translation>
    </message>
    <message>
        <source>The chip is: %1</source>
        <translation>칩 분류: %1</translation>
    </message>
    <message>
        <source>Comment; Enter says it alone, else it goes with the next word</source>
        <translation>코멘트. Enter로 단독 기록, 아니면 다음 판단과 함께 기록</translation>
    </message>
    <message>
        <source>Search what was reviewed</source>
        <translation>리뷰 기록 검색</translation>
    </message>
    <message>
        <source>Not yet reviewed</source>
        <translation>아직 리뷰 안 됨</translation>
    </message>
    <message>
        <source>Go on after each</source>
        <translation>판단 후 다음 칩으로</translation>
    </message>
    <message>
        <source>Show reviewed classes on the map</source>
        <translation>맵에 리뷰 분류 표시</translation>
    </message>
    <message>
        <source>Chip</source>
        <translation>칩</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>측정</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>리뷰</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>코멘트</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>리뷰어</translation>
    </message>
    <message>
        <source>When (UTC)</source>
        <translation>일시 (UTC)</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::RunDialog</name>
    <message>
        <source>Go on where tiles are missing</source>
        <translation>타일이 누락되어도 계속</translation>
    </message>
    <message>
        <source>Replace results that exist</source>
        <translation>기존 결과 바꾸기</translation>
    </message>
    <message>
        <source>Write maps and a report</source>
        <translation>맵과 보고서 쓰기</translation>
    </message>
    <message>
        <source>Inspect a scan</source>
        <translation>스캔 검사</translation>
    </message>
    <message>
        <source>Inspect scans</source>
        <translation>여러 스캔 검사</translation>
    </message>
    <message>
        <source>Default recipe</source>
        <translation>기본 레시피</translation>
    </message>
    <message>
        <source>Their chips are unmeasured, and the result says so</source>
        <translation>해당 칩은 미측정이 되며 결과에 표시됩니다</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>찾아보기…</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>스캔</translation>
    </message>
    <message>
        <source>Scans below
%1</source>
        <translation>다음 폴더 아래의 스캔
%1</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>레시피</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>Results below</source>
        <translation>결과 저장 위치</translation>
    </message>
    <message>
        <source>&amp;Inspect</source>
        <translation>검사(&amp;I)</translation>
    </message>
    <message>
        <source>Choose a recipe</source>
        <translation>레시피 선택</translation>
    </message>
    <message>
        <source>Recipes (*.json)</source>
        <translation>레시피 (*.json)</translation>
    </message>
    <message>
        <source>In which folder shall the result be?</source>
        <translation>결과를 어느 폴더에 저장할까요?</translation>
    </message>
    <message>
        <source>Folder for the results</source>
        <translation>결과 폴더</translation>
    </message>
    <message>
        <source>No scan is chosen.</source>
        <translation>선택된 스캔이 없습니다.</translation>
    </message>
    <message>
        <source>Where shall the result be?</source>
        <translation>결과를 어디에 저장할까요?</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::RunPane</name>
    <message>
        <source>Waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>Begins</source>
        <translation>시작 중</translation>
    </message>
    <message>
        <source>%1: %2 %</source>
        <translation>%1: %2 %</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>중지 중</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>Done, limits fail</source>
        <translation>완료, 한계 불합격</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>취소됨</translation>
    </message>
    <message>
        <source>%1 chips, yield %2 %</source>
        <translation>칩 %1개, 수율 %2 %</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1
Result: %2</source>
        <translation>%1
결과: %2</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>스캔</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>결과 요약</translation>
    </message>
    <message>
        <source>&amp;Inspect…</source>
        <translation>검사(&amp;I)…</translation>
    </message>
    <message>
        <source>Open &amp;result</source>
        <translation>결과 열기(&amp;R)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation>모두 취소</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>완료 항목 지우기</translation>
    </message>
    <message>
        <source>Open results when they are done</source>
        <translation>완료되면 결과 열기</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ScatterPane</name>
    <message>
        <source>Across</source>
        <translation>가로축</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>세로축</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>맞춤</translation>
    </message>
    <message>
        <source>Shows where the values lie. The wheel zooms, the right button moves the view</source>
        <translation>값이 있는 범위를 표시합니다. 휠로 확대/축소, 오른쪽 버튼으로 이동</translation>
    </message>
    <message>
        <source>Draw about chips to pick them out, click one to take it</source>
        <translation>칩 주위를 그려 선택하고, 클릭하면 현재 칩으로 지정합니다</translation>
    </message>
    <message>
        <source>Scatter plot</source>
        <translation>산점도</translation>
    </message>
    <message>
        <source>Column across</source>
        <translation>가로축 열</translation>
    </message>
    <message>
        <source>Column up</source>
        <translation>세로축 열</translation>
    </message>
    <message>
        <source>%1 chips, r = &lt;b&gt;%2&lt;/b&gt;   good: %3, r = &lt;b&gt;%4&lt;/b&gt;</source>
        <translation>칩 %1개, r = &lt;b&gt;%2&lt;/b&gt;   양품: %3, r = &lt;b&gt;%4&lt;/b&gt;</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ScatterPlot</name>
    <message>
        <source>Picked chips</source>
        <translation>선택한 칩</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::Session</name>
    <message>
        <source>picking chips out</source>
        <translation>칩 선택</translation>
    </message>
    <message>
        <source>letting picked chips go</source>
        <translation>칩 선택 해제</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::Sheet</name>
    <message>
        <source>%1   %2 chips   yield %3 %   %4</source>
        <translation>%1   칩 %2개   수율 %3 %   %4</translation>
    </message>
    <message>
        <source>Yield</source>
        <translation>수율</translation>
    </message>
    <message>
        <source>Chips</source>
        <translation>칩</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ShortcutsDialog</name>
    <message>
        <source>Keys and mouse</source>
        <translation>키보드와 마우스</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>키</translation>
    </message>
    <message>
        <source>On the map</source>
        <translation>맵에서</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>화살표 키</translation>
    </message>
    <message>
        <source>Go to the next chip</source>
        <translation>다음 칩으로 이동</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Let the chip and the picked chips go</source>
        <translation>현재 칩과 선택한 칩 해제</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>휠</translation>
    </message>
    <message>
        <source>Zoom about the cursor</source>
        <translation>커서 위치를 중심으로 확대/축소</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>드래그</translation>
    </message>
    <message>
        <source>Move the wafer</source>
        <translation>웨이퍼 이동</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>클릭</translation>
    </message>
    <message>
        <source>Take a chip</source>
        <translation>현재 칩으로 지정</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>더블 클릭</translation>
    </message>
    <message>
        <source>Take a chip and zoom in on it</source>
        <translation>현재 칩으로 지정하고 확대</translation>
    </message>
    <message>
        <source>Shift + drag</source>
        <translation>Shift + 드래그</translation>
    </message>
    <message>
        <source>Pick the chips of a rectangle</source>
        <translation>사각형 안의 칩 선택</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::SpectrumView</name>
    <message>
        <source>Saturated: its counts are clipped, it has no figures</source>
        <translation>포화됨: 카운트가 잘려 값이 없습니다</translation>
    </message>
    <message>
        <source>No light above the noise</source>
        <translation>잡음을 넘는 빛이 없습니다</translation>
    </message>
    <message>
        <source>No line can be told in it</source>
        <translation>선을 구분할 수 없습니다</translation>
    </message>
    <message>
        <source>No line shape fits: read off the spectrum itself</source>
        <translation>맞는 선 모양이 없음: 스펙트럼에서 직접 읽었습니다</translation>
    </message>
    <message>
        <source>The line reaches over the end of the spectrum: only its peak is used</source>
        <translation>선이 스펙트럼 끝을 넘음: 피크만 사용합니다</translation>
    </message>
    <message>
        <source>%1 µm</source>
        <translation>%1 µm</translation>
    </message>
    <message>
        <source>Spectrum of this chip, %1 from its middle</source>
        <translation>이 칩의 스펙트럼, 중심에서 %1</translation>
    </message>
    <message>
        <source>on no chip</source>
        <translation>칩 밖</translation>
    </message>
    <message>
        <source>of column %1, row %2</source>
        <translation>열 %1, 행 %2의 것</translation>
    </message>
    <message>
        <source>Not measured on this chip. Nearest spectrum: %1, %2 away</source>
        <translation>이 칩에서는 측정하지 않았습니다. 가장 가까운 스펙트럼: %1, %2 거리</translation>
    </message>
    <message>
        <source>Spectrum nearest to the chip at hand</source>
        <translation>현재 칩에 가장 가까운 스펙트럼</translation>
    </message>
    <message>
        <source>Wavelength [nm]</source>
        <translation>파장 [nm]</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>카운트</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>피크</translation>
    </message>
    <message>
        <source>FWHM</source>
        <translation>반치폭</translation>
    </message>
    <message>
        <source>Centroid</source>
        <translation>무게중심</translation>
    </message>
    <message>
        <source>Dominant</source>
        <translation>주파장</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::SubjectBox</name>
    <message>
        <source>What the map shows</source>
        <translation>맵에 표시할 항목</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::SurfaceLegend</name>
    <message>
        <source>Class</source>
        <translation>분류</translation>
    </message>
    <message>
        <source>Defects</source>
        <translation>결함</translation>
    </message>
    <message>
        <source>Uncheck a class to leave its defects out of map and list</source>
        <translation>분류의 체크를 해제하면 그 결함이 맵과 목록에서 빠집니다</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::SurfacePage</name>
    <message>
        <source>x %1 mm, y %2 mm</source>
        <translation>x %1 mm, y %2 mm</translation>
    </message>
    <message>
        <source>Zones</source>
        <translation>구역</translation>
    </message>
    <message>
        <source>Whole wafer</source>
        <translation>웨이퍼 전체</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Defects</source>
        <translation>결함</translation>
    </message>
    <message>
        <source>Evenness</source>
        <translation>균일도</translation>
    </message>
    <message>
        <source>Wafer map</source>
        <translation>웨이퍼 맵</translation>
    </message>
    <message>
        <source>What the map shows</source>
        <translation>맵에 표시할 항목</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::Surfaces</name>
    <message>
        <source>Defects</source>
        <translation>결함</translation>
    </message>
    <message>
        <source>%1, %2 / cm²</source>
        <translation>%1, %2 / cm²</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>빛</translation>
    </message>
    <message>
        <source>%1 e a pixel ± %2 %</source>
        <translation>픽셀당 %1 e ± %2 %</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>측정됨</translation>
    </message>
    <message>
        <source>%1 % of the usable area</source>
        <translation>사용 면적의 %1 %</translation>
    </message>
    <message>
        <source>Dark spot</source>
        <translation>어두운 점</translation>
    </message>
    <message>
        <source>Bright spot</source>
        <translation>밝은 점</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>선</translation>
    </message>
    <message>
        <source>Triangle</source>
        <translation>삼각형</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>스크래치</translation>
    </message>
    <message>
        <source>Uncertainty of the light</source>
        <translation>빛의 불확도</translation>
    </message>
    <message>
        <source>Scatter of the pixels</source>
        <translation>픽셀의 산포</translation>
    </message>
    <message>
        <source>Share that was measured</source>
        <translation>측정된 비율</translation>
    </message>
    <message>
        <source>%1, layer %2</source>
        <translation>%1, 레이어 %2</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>예</translation>
    </message>
    <message>
        <source>no</source>
        <translation>아니요</translation>
    </message>
    <message>
        <source>%1 defects  ·  %2 / cm²  ·  light ± %3 %</source>
        <translation>결함 %1개  ·  %2 / cm²  ·  빛 ± %3 %</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::UniformityView</name>
    <message>
        <source>Distance from the middle [mm]</source>
        <translation>중심에서의 거리 [mm]</translation>
    </message>
    <message>
        <source>Light [e/px]</source>
        <translation>빛 [e/px]</translation>
    </message>
    <message>
        <source>Mean of the cells in rings about the middle; bars: their scatter</source>
        <translation>중심을 도는 고리별 셀 평균; 막대: 산포</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>구역</translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation>산포</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>중앙</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>오른쪽</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>위</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>왼쪽</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>아래</translation>
    </message>
    <message>
        <source>Whole wafer</source>
        <translation>웨이퍼 전체</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::WorkBar</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>중지 중…</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::Workbench</name>
    <message>
        <source>&amp;Inspect…</source>
        <translation>검사(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Operator mode</source>
        <translation>작업자 모드(&amp;O)</translation>
    </message>
    <message>
        <source>Wafers of the &amp;folder</source>
        <translation>폴더의 웨이퍼(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>내보내기(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Compare…</source>
        <translation>비교(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Keys and mouse</source>
        <translation>키보드와 마우스(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Pellucid</source>
        <translation>Pellucid 정보(&amp;A)</translation>
    </message>
    <message>
        <source>This cannot be shown</source>
        <translation>표시할 수 없음</translation>
    </message>
    <message>
        <source>%1 holds no result and no scan.</source>
        <translation>%1에 결과도 스캔도 없습니다.</translation>
    </message>
    <message>
        <source>Inspect a scan, or all scans below a folder</source>
        <translation>스캔 하나 또는 폴더 아래의 모든 스캔 검사</translation>
    </message>
    <message>
        <source>Inspections are running</source>
        <translation>검사가 진행 중입니다</translation>
    </message>
    <message>
        <source>Inspections that are not finished: %1. Stop them and close? Half-made results are not kept.</source>
        <translation>끝나지 않은 검사: %1. 중지하고 닫을까요? 미완성 결과는 보존되지 않습니다.</translation>
    </message>
    <message>
        <source>&amp;Wafer</source>
        <translation>웨이퍼(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>도움말(&amp;H)</translation>
    </message>
    <message>
        <source>Wafer being &amp;measured</source>
        <translation>측정 중인 웨이퍼(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>실행 취소(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>다시 실행(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>편집(&amp;E)</translation>
    </message>
</context>
</TS>
