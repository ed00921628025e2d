<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_TW" sourcelanguage="en">
<context>
    <name>Classes</name>
    <message>
        <source>Good</source>
        <translation>良品</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>不發光</translation>
    </message>
    <message>
        <source>Dim</source>
        <translation>偏暗</translation>
    </message>
    <message>
        <source>Bright</source>
        <translation>偏亮</translation>
    </message>
    <message>
        <source>Partial</source>
        <translation>部分發光</translation>
    </message>
    <message>
        <source>Leaky</source>
        <translation>漏電</translation>
    </message>
    <message>
        <source>Wavelength</source>
        <translation>波長</translation>
    </message>
    <message>
        <source>Mechanical</source>
        <translation>機械缺陷</translation>
    </message>
    <message>
        <source>Suspect</source>
        <translation>可疑</translation>
    </message>
    <message>
        <source>Retest</source>
        <translation>複測</translation>
    </message>
    <message>
        <source>Unmeasured</source>
        <translation>未量測</translation>
    </message>
</context>
<context>
    <name>Columns</name>
    <message>
        <source>Class</source>
        <translation>類別</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>欄</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>列</translation>
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
        <translation>檢出項目</translation>
    </message>
    <message>
        <source>PL intensity</source>
        <translation>PL 強度</translation>
    </message>
    <message>
        <source>Uncertainty of the intensity</source>
        <translation>強度不確定度</translation>
    </message>
    <message>
        <source>Relative intensity</source>
        <translation>相對強度</translation>
    </message>
    <message>
        <source>Brightest pixel</source>
        <translation>最亮像素</translation>
    </message>
    <message>
        <source>Nonuniformity</source>
        <translation>不均勻度</translation>
    </message>
    <message>
        <source>Emission centroid, x</source>
        <translation>發光質心，x</translation>
    </message>
    <message>
        <source>Emission centroid, y</source>
        <translation>發光質心，y</translation>
    </message>
    <message>
        <source>Local background</source>
        <translation>局部背景</translation>
    </message>
    <message>
        <source>Peak wavelength</source>
        <translation>峰值波長</translation>
    </message>
    <message>
        <source>Centroid wavelength</source>
        <translation>質心波長</translation>
    </message>
    <message>
        <source>Line width</source>
        <translation>半高寬</translation>
    </message>
    <message>
        <source>Dominant wavelength</source>
        <translation>主波長</translation>
    </message>
    <message>
        <source>Power exponent</source>
        <translation>功率指數</translation>
    </message>
    <message>
        <source>Leak power</source>
        <translation>漏電功率</translation>
    </message>
    <message>
        <source>Leak fit, chi square</source>
        <translation>漏電擬合，卡方</translation>
    </message>
    <message>
        <source>Shunt resistance</source>
        <translation>並聯電阻</translation>
    </message>
    <message>
        <source>EL intensity</source>
        <translation>EL 強度</translation>
    </message>
    <message>
        <source>Forward voltage (EL)</source>
        <translation>順向電壓 (EL)</translation>
    </message>
    <message>
        <source>Reverse leakage (EL)</source>
        <translation>逆向漏電 (EL)</translation>
    </message>
    <message>
        <source>EL verdict</source>
        <translation>EL 判定</translation>
    </message>
    <message>
        <source>EL pass, predicted</source>
        <translation>EL 合格預測</translation>
    </message>
    <message>
        <source>Wavelength source</source>
        <translation>波長來源</translation>
    </message>
    <message>
        <source>Off the smooth wafer</source>
        <translation>偏離晶圓平滑曲面</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>長度</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>寬度</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>面積</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>對比度</translation>
    </message>
    <message>
        <source>Strongest contrast</source>
        <translation>最大對比度</translation>
    </message>
    <message>
        <source>Significance</source>
        <translation>顯著性</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>At the edge</source>
        <translation>在邊緣</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>About Pellucid</source>
        <translation>關於 Pellucid</translation>
    </message>
    <message>
        <source>Measures the photoluminescence of every micro-LED chip of a wafer and judges it.</source>
        <translation>量測晶圓上每顆 Micro-LED 晶片的光致發光並進行判定。</translation>
    </message>
    <message>
        <source>Made with Qt %1 (LGPL 3) and other free software; see the licences that come with it.</source>
        <translation>使用 Qt %1 (LGPL 3) 及其他自由軟體製作；請參閱隨附的授權條款。</translation>
    </message>
</context>
<context>
    <name>Stages</name>
    <message>
        <source>Opening</source>
        <translation>開啟</translation>
    </message>
    <message>
        <source>Finding the lattice</source>
        <translation>定位晶片陣列</translation>
    </message>
    <message>
        <source>Learning the chip&apos;s profile</source>
        <translation>學習晶片發光輪廓</translation>
    </message>
    <message>
        <source>Reading pixels</source>
        <translation>讀取像素</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>量測</translation>
    </message>
    <message>
        <source>Parting neighbours</source>
        <translation>分離相鄰晶片</translation>
    </message>
    <message>
        <source>Judging</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Finding leaks</source>
        <translation>尋找漏電</translation>
    </message>
    <message>
        <source>Comparing with EL</source>
        <translation>與 EL 比較</translation>
    </message>
    <message>
        <source>Writing the result</source>
        <translation>寫入結果</translation>
    </message>
    <message>
        <source>Writing the chip table</source>
        <translation>寫入晶片表</translation>
    </message>
    <message>
        <source>Drawing maps</source>
        <translation>繪製晶圓圖</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>寫入報告</translation>
    </message>
    <message>
        <source>Reading the result</source>
        <translation>正在讀取結果</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>Yield</source>
        <translation>良率</translation>
    </message>
    <message>
        <source>Missing chips</source>
        <translation>缺失晶片</translation>
    </message>
    <message>
        <source>Dark chips</source>
        <translation>不發光晶片</translation>
    </message>
    <message>
        <source>Dim chips</source>
        <translation>偏暗晶片</translation>
    </message>
    <message>
        <source>Leaky chips</source>
        <translation>漏電晶片</translation>
    </message>
    <message>
        <source>Chips to be tested again</source>
        <translation>複測晶片</translation>
    </message>
    <message>
        <source>Chips not measured</source>
        <translation>未量測晶片</translation>
    </message>
    <message>
        <source>Agreement with EL</source>
        <translation>與 EL 一致率</translation>
    </message>
    <message>
        <source>EL fails that PL passed</source>
        <translation>PL 合格但 EL 不合格</translation>
    </message>
    <message>
        <source>EL passes that PL failed</source>
        <translation>PL 不合格但 EL 合格</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Nothing was measured</source>
        <translation>沒有任何量測資料</translation>
    </message>
    <message>
        <source>Images of the scan that are missing: %1</source>
        <translation>缺失的掃描影像：%1</translation>
    </message>
    <message>
        <source>The recipe sets no limits to judge the wafer by</source>
        <translation>配方未設定晶圓判定限值</translation>
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
        <translation>%1 %2，下限 %3</translation>
    </message>
    <message>
        <source>%1 %2, at most %3</source>
        <translation>%1 %2，上限 %3</translation>
    </message>
    <message>
        <source>%1 %2 is below %3</source>
        <translation>%1 %2，低於下限 %3</translation>
    </message>
    <message>
        <source>%1 %2 is above %3</source>
        <translation>%1 %2，高於上限 %3</translation>
    </message>
    <message>
        <source>Defects</source>
        <translation>缺陷</translation>
    </message>
    <message>
        <source>Nonuniformity of the light</source>
        <translation>光的不均勻度</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ChipCard</name>
    <message>
        <source>Values</source>
        <translation>數值</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>相鄰晶片</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>功率</translation>
    </message>
    <message>
        <source>The comparisons that the class rests on</source>
        <translation>類別所依據的比較</translation>
    </message>
    <message>
        <source>Light against power: a leak bends the curve down at low power</source>
        <translation>發光量與功率：漏電使曲線在低功率處下彎</translation>
    </message>
    <message>
        <source>How many neighbours are shown</source>
        <translation>顯示多少相鄰晶片</translation>
    </message>
    <message>
        <source>Neighbours of the chip at hand</source>
        <translation>目前晶片的相鄰晶片</translation>
    </message>
    <message>
        <source>Click a chip on the map to see what was measured of it.</source>
        <translation>按一下晶圓圖上的晶片可查看其量測值。</translation>
    </message>
    <message>
        <source>Column %1, row %2</source>
        <translation>欄 %1，列 %2</translation>
    </message>
    <message>
        <source>x %1 mm, y %2 mm</source>
        <translation>x %1 mm，y %2 mm</translation>
    </message>
    <message>
        <source>saturated pixels</source>
        <translation>像素飽和</translation>
    </message>
    <message>
        <source>at an edge</source>
        <translation>位於邊緣</translation>
    </message>
    <message>
        <source>partly covered by the scan</source>
        <translation>掃描僅部分覆蓋</translation>
    </message>
    <message>
        <source>leak from priors, not from a low power</source>
        <translation>漏電依據先驗值，非低功率量測</translation>
    </message>
    <message>
        <source>Findings: %1</source>
        <translation>檢出項目：%1</translation>
    </message>
    <message>
        <source>Spectrum</source>
        <translation>光譜</translation>
    </message>
    <message>
        <source>no mesa in reflectance</source>
        <translation>反射光中沒有台面</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ChipTableModel</name>
    <message>
        <source>passes</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>fails</source>
        <translation>不合格</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ChipTablePane</name>
    <message>
        <source>exported</source>
        <translation>已匯出</translation>
    </message>
    <message>
        <source>Chips</source>
        <translation>晶片</translation>
    </message>
    <message>
        <source>where</source>
        <translation>條件</translation>
    </message>
    <message>
        <source>Conditions on columns, joined by &quot;and&quot;. A column&apos;s name stands under the cursor over its title</source>
        <translation>針對欄的條件，以 &quot;and&quot; 連接。將游標移到欄標題上可查看欄名</translation>
    </message>
    <message>
        <source>Pick out</source>
        <translation>選取</translation>
    </message>
    <message>
        <source>Picks out the listed chips on the map and in the plots</source>
        <translation>在晶圓圖和圖表中選取列出的晶片</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>匯出…</translation>
    </message>
    <message>
        <source>Writes this list as a CSV file, with every column of the result</source>
        <translation>將此清單寫入 CSV 檔案，包含結果的所有欄</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>複製列</translation>
    </message>
    <message>
        <source>List of chips</source>
        <translation>晶片清單</translation>
    </message>
    <message>
        <source>Not good</source>
        <translation>非良品</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Picked out</source>
        <translation>已選取</translation>
    </message>
    <message>
        <source>%1 chips</source>
        <translation>%1 顆晶片</translation>
    </message>
    <message>
        <source>The rows cannot be copied</source>
        <translation>無法複製列</translation>
    </message>
    <message>
        <source>Export this list</source>
        <translation>匯出此清單</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV 檔案 (*.csv)</translation>
    </message>
    <message>
        <source>%1, rows %2 to %3</source>
        <translation>%1，第 %2 至 %3 列</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ColumnBox</name>
    <message>
        <source>As the map</source>
        <translation>同晶圓圖</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ComparePage</name>
    <message>
        <source>This cannot be shown</source>
        <translation>無法顯示</translation>
    </message>
    <message>
        <source>Compare with this result</source>
        <translation>與此結果比較</translation>
    </message>
    <message>
        <source>Blink (B)</source>
        <translation>閃爍 (B)</translation>
    </message>
    <message>
        <source>Back to the map</source>
        <translation>返回晶圓圖</translation>
    </message>
    <message>
        <source>The same colours for the same values</source>
        <translation>相同數值用相同色彩</translation>
    </message>
    <message>
        <source>B blinks, Space flips by hand; both maps move together.</source>
        <translation>B 鍵閃爍，Space 鍵手動切換；兩張晶圓圖同步移動。</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::CompareSide</name>
    <message>
        <source>Other result…</source>
        <translation>其他結果…</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::DefectCard</name>
    <message>
        <source>Click a defect on the map or in the list to see what was measured of it.</source>
        <translation>點擊地圖或清單中的缺陷，查看其量測值。</translation>
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
        <translation>複製(&amp;C)</translation>
    </message>
    <message>
        <source>Defects</source>
        <translation>缺陷</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::DifferenceList</name>
    <message>
        <source>not measured in one of the two</source>
        <translation>其中一方未量測</translation>
    </message>
    <message>
        <source>its light differs</source>
        <translation>發光量不同</translation>
    </message>
    <message>
        <source>the recipes&apos; limits differ</source>
        <translation>配方限值不同</translation>
    </message>
    <message>
        <source>what healthy chips give differs</source>
        <translation>正常晶片的基準值不同</translation>
    </message>
    <message>
        <source>its emission pattern differs</source>
        <translation>發光圖案不同</translation>
    </message>
    <message>
        <source>its leak differs</source>
        <translation>漏電不同</translation>
    </message>
    <message>
        <source>close to a limit, within noise</source>
        <translation>接近限值，在雜訊範圍內</translation>
    </message>
    <message>
        <source>Save the list…</source>
        <translation>儲存清單…</translation>
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
        <translation>晶片</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>欄</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Choose another result on one side to list what changed.</source>
        <translation>在一側選擇其他結果，以列出變化。</translation>
    </message>
    <message>
        <source>Comparing chip by chip…</source>
        <translation>逐顆比較中…</translation>
    </message>
    <message>
        <source>%1 chips in both, %2 of another class
yield %3 → %4</source>
        <translation>共有晶片 %1 顆，類別不同 %2 顆
良率 %3 → %4</translation>
    </message>
    <message>
        <source>
light B / A %1</source>
        <translation>
發光量 B / A %1</translation>
    </message>
    <message>
        <source>
%1 only in A, %2 only in B</source>
        <translation>
僅 A 有 %1 顆，僅 B 有 %2 顆</translation>
    </message>
    <message>
        <source>The first %1 are listed; all of them are picked out.</source>
        <translation>僅列出前 %1 顆；全部均已選取。</translation>
    </message>
    <message>
        <source>Changed chips</source>
        <translation>變化的晶片</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>The list was not saved</source>
        <translation>清單未儲存</translation>
    </message>
    <message>
        <source>its wavelength differs</source>
        <translation>波長不同</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ExportDialog</name>
    <message>
        <source>The whole wafer, not only what the map shows now</source>
        <translation>整片晶圓，不僅是目前圖中所示部分</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>匯出</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>as the profile says</source>
        <translation>依設定檔</translation>
    </message>
    <message>
        <source>None: ids, bins and orientation as the result has them</source>
        <translation>無：ID、Bin 和方向沿用結果</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>瀏覽…</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>匯出(&amp;E)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>關閉</translation>
    </message>
    <message>
        <source>What</source>
        <translation>內容</translation>
    </message>
    <message>
        <source>File</source>
        <translation>檔案</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>設定檔</translation>
    </message>
    <message>
        <source>Pictures of defects</source>
        <translation>缺陷影像</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>寬度</translation>
    </message>
    <message>
        <source>Export into</source>
        <translation>匯出至</translation>
    </message>
    <message>
        <source>Export profile</source>
        <translation>匯出設定檔</translation>
    </message>
    <message>
        <source>Profiles (*.json)</source>
        <translation>設定檔 (*.json)</translation>
    </message>
    <message>
        <source>%1 is there already. Press Export again to replace it.</source>
        <translation>%1 已存在。再按一次「匯出」將其取代。</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>寫入中…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Written: %1
%2</source>
        <translation>已寫入：%1
%2</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was written.</source>
        <translation>已取消。未寫入任何內容。</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>停止中…</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ExportPlan</name>
    <message>
        <source>%1 chips</source>
        <translation>%1 顆晶片</translation>
    </message>
    <message>
        <source>%1 of %2 defects, %3 pictures; read back and compared</source>
        <translation>%2 個缺陷中的 %1 個，%3 張影像；已回讀比對</translation>
    </message>
    <message>
        <source>a map of %1 × %2 cells, %3 dies; read back and compared</source>
        <translation>%1 × %2 格晶圓圖，%3 顆晶粒；已回讀比對</translation>
    </message>
    <message>
        <source>Picture of the map (PNG)</source>
        <translation>晶圓圖影像 (PNG)</translation>
    </message>
    <message>
        <source>Report (PDF)</source>
        <translation>報告 (PDF)</translation>
    </message>
    <message>
        <source>All chips (CSV)</source>
        <translation>全部晶片 (CSV)</translation>
    </message>
    <message>
        <source>Defects (CSV)</source>
        <translation>缺陷 (CSV)</translation>
    </message>
    <message>
        <source>Picked chips (CSV)</source>
        <translation>選取的晶片 (CSV)</translation>
    </message>
    <message>
        <source>All chips (JSON lines)</source>
        <translation>全部晶片 (JSON lines)</translation>
    </message>
    <message>
        <source>Defects for the fab (KLARF 1.2)</source>
        <translation>廠用缺陷檔 (KLARF 1.2)</translation>
    </message>
    <message>
        <source>Defects for the fab (KLARF 1.8)</source>
        <translation>廠用缺陷檔 (KLARF 1.8)</translation>
    </message>
    <message>
        <source>Wafer map (SEMI E142)</source>
        <translation>晶圓圖 (SEMI E142)</translation>
    </message>
    <message>
        <source>Wafer map (SEMI G85)</source>
        <translation>晶圓圖 (SEMI G85)</translation>
    </message>
    <message>
        <source>Wafer map (SINF)</source>
        <translation>晶圓圖 (SINF)</translation>
    </message>
    <message>
        <source>Wafer map (CSV)</source>
        <translation>晶圓圖 (CSV)</translation>
    </message>
    <message>
        <source>%1 defects</source>
        <translation>%1 個缺陷</translation>
    </message>
    <message>
        <source>Defects (JSON lines)</source>
        <translation>缺陷 (JSON lines)</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::FactsView</name>
    <message>
        <source>passes</source>
        <translation>合格</translation>
    </message>
    <message>
        <source>fails</source>
        <translation>不合格</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>未量測</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>圖層 %1</translation>
    </message>
    <message>
        <source>Wavelength</source>
        <translation>波長</translation>
    </message>
    <message>
        <source>Leakage</source>
        <translation>漏電</translation>
    </message>
    <message>
        <source>Electroluminescence</source>
        <translation>電致發光</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>interpolated</source>
        <translation>內插值</translation>
    </message>
    <message>
        <source>spectrum on this chip</source>
        <translation>本晶片的光譜</translation>
    </message>
    <message>
        <source>ratio of two bands</source>
        <translation>兩個波段之比</translation>
    </message>
    <message>
        <source>none</source>
        <translation>無</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::HistogramPane</name>
    <message>
        <source>Outlined</source>
        <translation>輪廓</translation>
    </message>
    <message>
        <source>Stacked</source>
        <translation>堆疊</translation>
    </message>
    <message>
        <source>All together</source>
        <translation>合併</translation>
    </message>
    <message>
        <source>How the bars of good chips and of others are drawn</source>
        <translation>良品與其他晶片的長條顯示方式</translation>
    </message>
    <message>
        <source>Log counts</source>
        <translation>對數計數</translation>
    </message>
    <message>
        <source>Lower limit</source>
        <translation>下限</translation>
    </message>
    <message>
        <source>Upper limit</source>
        <translation>上限</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>符合視窗</translation>
    </message>
    <message>
        <source>Shows where the values lie. The wheel zooms, a drag moves the view</source>
        <translation>顯示數值所在範圍。滾輪縮放，拖曳移動檢視</translation>
    </message>
    <message>
        <source>Use as colour range</source>
        <translation>用作色彩範圍</translation>
    </message>
    <message>
        <source>The map&apos;s colours follow the limits</source>
        <translation>晶圓圖色彩隨限值變化</translation>
    </message>
    <message>
        <source>Pick out beyond</source>
        <translation>選取超限晶片</translation>
    </message>
    <message>
        <source>Picks out the chips beyond the limits. A double click picks those of one bar or one side</source>
        <translation>選取超出限值的晶片。按兩下選取某一長條或某一側的晶片</translation>
    </message>
    <message>
        <source>Column of the histogram</source>
        <translation>直方圖的欄</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方圖</translation>
    </message>
    <message>
        <source>No chip has a value in this column.</source>
        <translation>此欄中沒有晶片具有數值。</translation>
    </message>
    <message>
        <source>Beyond the limits: &lt;b&gt;%1&lt;/b&gt; of %2 chips (%3 %), %4 of them good now.   Yield %5 % → &lt;b&gt;%6 %&lt;/b&gt;</source>
        <translation>超出限值：%2 顆晶片中 &lt;b&gt;%1&lt;/b&gt; 顆（%3 %），其中 %4 顆現為良品。   良率 %5 % → &lt;b&gt;%6 %&lt;/b&gt;</translation>
    </message>
    <message>
        <source>limits of %1</source>
        <translation>%1 的限值</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::HistogramPlot</name>
    <message>
        <source>All chips</source>
        <translation>全部晶片</translation>
    </message>
    <message>
        <source>Good chips</source>
        <translation>良品晶片</translation>
    </message>
    <message>
        <source>Other chips</source>
        <translation>其他晶片</translation>
    </message>
    <message>
        <source>Picked chips</source>
        <translation>選取的晶片</translation>
    </message>
    <message>
        <source>Chips</source>
        <translation>晶片</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::LegendPane</name>
    <message>
        <source>Class</source>
        <translation>類別</translation>
    </message>
    <message>
        <source>Chips</source>
        <translation>晶片</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>佔比</translation>
    </message>
    <message>
        <source>Uncheck a class to draw its chips as good ones; double-click it to pick its chips out</source>
        <translation>取消勾選某類別，其晶片以良品顯示；按兩下可選取該類晶片</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::LivePage</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Back to the map</source>
        <translation>返回晶圓圖</translation>
    </message>
    <message>
        <source>Light of the chips as they are read, before neighbours are parted and chips are judged. Hatched: not measured yet.</source>
        <translation>讀取過程中的晶片光強，尚未分離相鄰晶片，也未判定。斜線：尚未量測。</translation>
    </message>
    <message>
        <source>Nothing is being inspected.</source>
        <translation>沒有正在進行的檢測。</translation>
    </message>
    <message>
        <source>The map begins with the first chips that are measured.
A wafer without chips is shown when it is done.</source>
        <translation>測得第一批晶片後開始顯示晶圓圖。
無晶片的晶圓在檢測完成後顯示。</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::LotPage</name>
    <message>
        <source>Reading…</source>
        <translation>讀取中…</translation>
    </message>
    <message>
        <source>%1 chips</source>
        <translation>%1 顆晶片</translation>
    </message>
    <message>
        <source>Wafers: %1</source>
        <translation>晶圓：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n cannot be read</source>
        <translation>
            <numerusform>%n 片無法讀取</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n still to be read</source>
        <translation>
            <numerusform>%n 片待讀取</numerusform>
        </translation>
    </message>
    <message>
        <source>Back to the map</source>
        <translation>返回晶圓圖</translation>
    </message>
    <message>
        <source>By id</source>
        <translation>依 ID</translation>
    </message>
    <message>
        <source>By yield, lowest first</source>
        <translation>良率由低到高</translation>
    </message>
    <message>
        <source>By verdict, worst first</source>
        <translation>判定由差到好</translation>
    </message>
    <message>
        <source>By date</source>
        <translation>依日期</translation>
    </message>
    <message>
        <source>%1 defects</source>
        <translation>%1 個缺陷</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::MainWindow</name>
    <message>
        <source>This cannot be shown</source>
        <translation>無法顯示</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>圖例</translation>
    </message>
    <message>
        <source>Chip</source>
        <translation>晶片</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方圖</translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation>散佈圖</translation>
    </message>
    <message>
        <source>Chip list</source>
        <translation>晶片清單</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>檔案(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>檢視(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Panes</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>開啟最近項目(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Look</source>
        <translation>外觀(&amp;L)</translation>
    </message>
    <message>
        <source>L&amp;anguage</source>
        <translation>語言(&amp;A)</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具列</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>開啟(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>關閉(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>結束(&amp;Q)</translation>
    </message>
    <message>
        <source>Whole &amp;wafer</source>
        <translation>整片晶圓(&amp;W)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>縮小(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Fields</source>
        <translation>視野(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Zones</source>
        <translation>區域(&amp;Z)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>淺色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>Open a result or a scan folder</source>
        <translation>開啟結果或掃描資料夾</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>尚無</translation>
    </message>
    <message>
        <source>%1  ·  %2 chips  ·  yield %3 %</source>
        <translation>%1  ·  %2 顆晶片  ·  良率 %3 %</translation>
    </message>
    <message>
        <source>column %1, row %2   x %3 mm, y %4 mm   %5</source>
        <translation>欄 %1，列 %2   x %3 mm，y %4 mm   %5</translation>
    </message>
    <message>
        <source>Inspections</source>
        <translation>檢測工作</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>複核</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::MapView</name>
    <message>
        <source>Wafer map</source>
        <translation>晶圓圖</translation>
    </message>
    <message>
        <source>Open a result or a scan folder,
or drop one here</source>
        <translation>開啟結果或掃描資料夾，
或拖放到此處</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::NeighboursView</name>
    <message>
        <source>column %1, row %2: %3, %4 %5</source>
        <translation>欄 %1，列 %2：%3，%4 %5</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::OperatorPage</name>
    <message>
        <source>No wafer is open</source>
        <translation>未開啟晶圓</translation>
    </message>
    <message numerus="yes">
        <source>%1, and %n more</source>
        <translation>
            <numerusform>%1，另有 %n 項</numerusform>
        </translation>
    </message>
    <message>
        <source>Yield %1 %</source>
        <translation>良率 %1 %</translation>
    </message>
    <message>
        <source>Yield not known</source>
        <translation>良率未知</translation>
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
        <translation>所有晶片均為良品</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::PixelMenu</name>
    <message>
        <source>Scan&apos;s &amp;pixels</source>
        <translation>掃描像素(&amp;P)</translation>
    </message>
    <message>
        <source>Show &amp;pixels when zoomed in</source>
        <translation>放大時顯示像素(&amp;P)</translation>
    </message>
    <message>
        <source>The scan&apos;s pixels are not there</source>
        <translation>沒有掃描像素資料</translation>
    </message>
    <message>
        <source>&amp;Corrected (photoelectrons)</source>
        <translation>已校正（光電子）(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Raw (as stored)</source>
        <translation>原始（儲存值）(&amp;R)</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>圖層 %1</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::PixelsView</name>
    <message>
        <source>Pixels, corrected</source>
        <translation>像素，已校正</translation>
    </message>
    <message>
        <source>Pixels, raw</source>
        <translation>像素，原始</translation>
    </message>
    <message>
        <source>Chips to each side</source>
        <translation>每側晶片數</translation>
    </message>
    <message>
        <source>Pixels of the chip at hand</source>
        <translation>目前晶片的像素</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::PowerCurve</name>
    <message>
        <source>Healthy chips there</source>
        <translation>該處正常晶片</translation>
    </message>
    <message>
        <source>This chip</source>
        <translation>此晶片</translation>
    </message>
    <message>
        <source>Power [W/cm²]</source>
        <translation>功率 [W/cm²]</translation>
    </message>
    <message>
        <source>PL intensity [e]</source>
        <translation>PL 強度 [e]</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ReasonsView</name>
    <message>
        <source>found</source>
        <translation>檢出</translation>
    </message>
    <message>
        <source>undecided</source>
        <translation>未定</translation>
    </message>
    <message>
        <source>not judged</source>
        <translation>未判定</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>檢出項目</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>數值</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>正常</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::RecipeForm</name>
    <message>
        <source>Key</source>
        <translation>參數</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>數值</translation>
    </message>
    <message>
        <source>Wafer&apos;s</source>
        <translation>晶圓值</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>預設值</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>單位</translation>
    </message>
    <message>
        <source>Search keys and explanations</source>
        <translation>搜尋參數和說明</translation>
    </message>
    <message>
        <source>Changed only</source>
        <translation>僅已變更</translation>
    </message>
    <message>
        <source>Reset to default</source>
        <translation>還原預設值</translation>
    </message>
    <message>
        <source>recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Needs a new inspection</source>
        <translation>需重新檢測</translation>
    </message>
    <message>
        <source>Choose a key to read what it does. A double click or F2 changes its value; an empty one means none.</source>
        <translation>選擇參數可查看其作用。按兩下或按 F2 變更數值；留空表示無。</translation>
    </message>
    <message>
        <source>Needs a new inspection: no trial shows its effect.</source>
        <translation>需重新檢測：試判定無法顯示其效果。</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::RecipePane</name>
    <message>
        <source>Judging…</source>
        <translation>判定中…</translation>
    </message>
    <message>
        <source>Reading the wafer…</source>
        <translation>讀取晶圓中…</translation>
    </message>
    <message>
        <source>Change a value of judge, leakage or limits to see what becomes of the wafer.</source>
        <translation>變更 judge、leakage 或 limits 的數值，查看晶圓的變化。</translation>
    </message>
    <message>
        <source>Recipe of the wafer: %1</source>
        <translation>晶圓的配方：%1</translation>
    </message>
    <message>
        <source>%1 chips change their class</source>
        <translation>%1 顆晶片類別改變</translation>
    </message>
    <message>
        <source>Yield</source>
        <translation>良率</translation>
    </message>
    <message>
        <source>This is no recipe</source>
        <translation>這不是配方</translation>
    </message>
    <message>
        <source>The recipe was not saved</source>
        <translation>配方未儲存</translation>
    </message>
    <message>
        <source>Open a recipe</source>
        <translation>開啟配方</translation>
    </message>
    <message>
        <source>Recipes (*.json)</source>
        <translation>配方 (*.json)</translation>
    </message>
    <message>
        <source>Save as a new version</source>
        <translation>另存為新版本</translation>
    </message>
    <message>
        <source>Judge the wafer anew into another result folder</source>
        <translation>重新判定晶圓，寫入另一結果資料夾</translation>
    </message>
    <message>
        <source>The wafer was not judged</source>
        <translation>晶圓未判定</translation>
    </message>
    <message>
        <source>Show the wafer as this recipe would judge it</source>
        <translation>依此配方的判定顯示晶圓</translation>
    </message>
    <message>
        <source>Open recipe…</source>
        <translation>開啟配方…</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存新檔…</translation>
    </message>
    <message>
        <source>Back to the wafer&apos;s</source>
        <translation>還原晶圓配方</translation>
    </message>
    <message>
        <source>Judge anew…</source>
        <translation>重新判定…</translation>
    </message>
    <message>
        <source>Writes a new result folder; this one stays as it is</source>
        <translation>寫入新的結果資料夾；目前結果保持不變</translation>
    </message>
    <message>
        <source>Default recipe</source>
        <translation>預設配方</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was written.</source>
        <translation>已取消，未寫入任何內容。</translation>
    </message>
    <message>
        <source>an edit of the recipe</source>
        <translation>配方編輯</translation>
    </message>
    <message>
        <source>back to the wafer&apos;s recipe</source>
        <translation>恢復晶圓的配方</translation>
    </message>
    <message>
        <source>another recipe</source>
        <translation>另一配方</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::Report</name>
    <message>
        <source>Verdict</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Scanned</source>
        <translation>掃描時間</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>機台</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>掃描</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Software</source>
        <translation>軟體</translation>
    </message>
    <message>
        <source>Registration, %1</source>
        <translation>對位，%1</translation>
    </message>
    <message>
        <source>confidence %1, residual %2 µm</source>
        <translation>信賴度 %1，殘差 %2 µm</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ReviewLog</name>
    <message>
        <source>confirm %1</source>
        <translation>確認 %1</translation>
    </message>
    <message>
        <source>%1 is %2</source>
        <translation>%1 改為 %2</translation>
    </message>
    <message>
        <source>comment on %1</source>
        <translation>備註 %1</translation>
    </message>
    <message>
        <source>Say first who you are.</source>
        <translation>請先填寫複核人。</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ReviewPane</name>
    <message>
        <source>All defects</source>
        <translation>全部缺陷</translation>
    </message>
    <message>
        <source>Picked chips: %1</source>
        <translation>選取的晶片：%1</translation>
    </message>
    <message>
        <source>No chip is left</source>
        <translation>沒有剩餘晶片</translation>
    </message>
    <message>
        <source>%1 chips; N begins</source>
        <translation>%1 顆晶片；按 N 開始</translation>
    </message>
    <message>
        <source>Chip %1 of %2</source>
        <translation>第 %1 顆，共 %2 顆晶片</translation>
    </message>
    <message>
        <source>Column %1, row %2, measured as &lt;b&gt;%3&lt;/b&gt;</source>
        <translation>欄 %1，列 %2，量測為 &lt;b&gt;%3&lt;/b&gt;</translation>
    </message>
    <message>
        <source>reviewed as &lt;b&gt;%1&lt;/b&gt; by %2</source>
        <translation>複核為 &lt;b&gt;%1&lt;/b&gt;，複核人 %2</translation>
    </message>
    <message>
        <source>commented by %1</source>
        <translation>備註人：%1</translation>
    </message>
    <message>
        <source>%1 reviewed: %2 confirmed, %3 reclassified</source>
        <translation>已複核 %1 顆：確認 %2 顆，重分類 %3 顆</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>複核人</translation>
    </message>
    <message>
        <source>Previous chip</source>
        <translation>上一顆晶片</translation>
    </message>
    <message>
        <source>Next chip</source>
        <translation>下一顆晶片</translation>
    </message>
    <message>
        <source>Confirm the class</source>
        <translation>確認類別</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一顆</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一顆</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>確認</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>復原</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Reclassify…</source>
        <translation>重分類…</translation>
    </message>
    <message>
        <source>The chip is: %1</source>
        <translation>晶片為：%1</translation>
    </message>
    <message>
        <source>Comment; Enter says it alone, else it goes with the next word</source>
        <translation>備註；按 Enter 單獨記錄，否則隨下次判斷一併記錄</translation>
    </message>
    <message>
        <source>Search what was reviewed</source>
        <translation>搜尋複核記錄</translation>
    </message>
    <message>
        <source>Not yet reviewed</source>
        <translation>尚未複核</translation>
    </message>
    <message>
        <source>Go on after each</source>
        <translation>判斷後移到下一顆</translation>
    </message>
    <message>
        <source>Show reviewed classes on the map</source>
        <translation>在晶圓圖上顯示複核類別</translation>
    </message>
    <message>
        <source>Chip</source>
        <translation>晶片</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>量測</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>複核</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>備註</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>複核人</translation>
    </message>
    <message>
        <source>When (UTC)</source>
        <translation>時間 (UTC)</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::RunDialog</name>
    <message>
        <source>Go on where tiles are missing</source>
        <translation>圖塊缺失時繼續</translation>
    </message>
    <message>
        <source>Replace results that exist</source>
        <translation>取代既有結果</translation>
    </message>
    <message>
        <source>Write maps and a report</source>
        <translation>寫入晶圓圖和報告</translation>
    </message>
    <message>
        <source>Inspect a scan</source>
        <translation>檢測掃描</translation>
    </message>
    <message>
        <source>Inspect scans</source>
        <translation>檢測多個掃描</translation>
    </message>
    <message>
        <source>Default recipe</source>
        <translation>預設配方</translation>
    </message>
    <message>
        <source>Their chips are unmeasured, and the result says so</source>
        <translation>其晶片記為未量測，並在結果中註明</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>瀏覽…</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>掃描</translation>
    </message>
    <message>
        <source>Scans below
%1</source>
        <translation>以下資料夾內的掃描
%1</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>Results below</source>
        <translation>結果存放於</translation>
    </message>
    <message>
        <source>&amp;Inspect</source>
        <translation>檢測(&amp;I)</translation>
    </message>
    <message>
        <source>Choose a recipe</source>
        <translation>選擇配方</translation>
    </message>
    <message>
        <source>Recipes (*.json)</source>
        <translation>配方 (*.json)</translation>
    </message>
    <message>
        <source>In which folder shall the result be?</source>
        <translation>結果儲存到哪個資料夾？</translation>
    </message>
    <message>
        <source>Folder for the results</source>
        <translation>結果資料夾</translation>
    </message>
    <message>
        <source>No scan is chosen.</source>
        <translation>未選擇掃描。</translation>
    </message>
    <message>
        <source>Where shall the result be?</source>
        <translation>結果儲存到哪裡？</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::RunPane</name>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Begins</source>
        <translation>開始</translation>
    </message>
    <message>
        <source>%1: %2 %</source>
        <translation>%1：%2 %</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>停止中</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Done, limits fail</source>
        <translation>完成，限值不合格</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>%1 chips, yield %2 %</source>
        <translation>%1 顆晶片，良率 %2 %</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1
Result: %2</source>
        <translation>%1
結果：%2</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>掃描</translation>
    </message>
    <message>
        <source>State</source>
        <translation>狀態</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時間</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>結果摘要</translation>
    </message>
    <message>
        <source>&amp;Inspect…</source>
        <translation>檢測(&amp;I)…</translation>
    </message>
    <message>
        <source>Open &amp;result</source>
        <translation>開啟結果(&amp;R)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel all</source>
        <translation>全部取消</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>清除已完成</translation>
    </message>
    <message>
        <source>Open results when they are done</source>
        <translation>完成後開啟結果</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ScatterPane</name>
    <message>
        <source>Across</source>
        <translation>橫軸</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>縱軸</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>符合視窗</translation>
    </message>
    <message>
        <source>Shows where the values lie. The wheel zooms, the right button moves the view</source>
        <translation>顯示數值所在範圍。滾輪縮放，右鍵移動檢視</translation>
    </message>
    <message>
        <source>Draw about chips to pick them out, click one to take it</source>
        <translation>圈選晶片將其選取，按一下一顆設為目前晶片</translation>
    </message>
    <message>
        <source>Scatter plot</source>
        <translation>散佈圖</translation>
    </message>
    <message>
        <source>Column across</source>
        <translation>橫軸欄</translation>
    </message>
    <message>
        <source>Column up</source>
        <translation>縱軸欄</translation>
    </message>
    <message>
        <source>%1 chips, r = &lt;b&gt;%2&lt;/b&gt;   good: %3, r = &lt;b&gt;%4&lt;/b&gt;</source>
        <translation>%1 顆晶片，r = &lt;b&gt;%2&lt;/b&gt;   良品：%3，r = &lt;b&gt;%4&lt;/b&gt;</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ScatterPlot</name>
    <message>
        <source>Picked chips</source>
        <translation>選取的晶片</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::Session</name>
    <message>
        <source>picking chips out</source>
        <translation>選取晶片</translation>
    </message>
    <message>
        <source>letting picked chips go</source>
        <translation>取消選取晶片</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::Sheet</name>
    <message>
        <source>%1   %2 chips   yield %3 %   %4</source>
        <translation>%1   %2 顆晶片   良率 %3 %   %4</translation>
    </message>
    <message>
        <source>Yield</source>
        <translation>良率</translation>
    </message>
    <message>
        <source>Chips</source>
        <translation>晶片</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ShortcutsDialog</name>
    <message>
        <source>Keys and mouse</source>
        <translation>鍵盤與滑鼠</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按鍵</translation>
    </message>
    <message>
        <source>On the map</source>
        <translation>晶圓圖上</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>方向鍵</translation>
    </message>
    <message>
        <source>Go to the next chip</source>
        <translation>移到下一顆晶片</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Let the chip and the picked chips go</source>
        <translation>取消目前晶片和選取的晶片</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滾輪</translation>
    </message>
    <message>
        <source>Zoom about the cursor</source>
        <translation>以游標為中心縮放</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>拖曳</translation>
    </message>
    <message>
        <source>Move the wafer</source>
        <translation>移動晶圓</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>按一下</translation>
    </message>
    <message>
        <source>Take a chip</source>
        <translation>設為目前晶片</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>按兩下</translation>
    </message>
    <message>
        <source>Take a chip and zoom in on it</source>
        <translation>設為目前晶片並放大</translation>
    </message>
    <message>
        <source>Shift + drag</source>
        <translation>Shift + 拖曳</translation>
    </message>
    <message>
        <source>Pick the chips of a rectangle</source>
        <translation>選取矩形內的晶片</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::SpectrumView</name>
    <message>
        <source>Saturated: its counts are clipped, it has no figures</source>
        <translation>已飽和：計數被削頂，沒有數值</translation>
    </message>
    <message>
        <source>No light above the noise</source>
        <translation>沒有高於雜訊的光</translation>
    </message>
    <message>
        <source>No line can be told in it</source>
        <translation>無法辨認譜線</translation>
    </message>
    <message>
        <source>No line shape fits: read off the spectrum itself</source>
        <translation>沒有合適的線形：直接從光譜讀取</translation>
    </message>
    <message>
        <source>The line reaches over the end of the spectrum: only its peak is used</source>
        <translation>譜線超出光譜範圍：只使用峰值</translation>
    </message>
    <message>
        <source>%1 µm</source>
        <translation>%1 µm</translation>
    </message>
    <message>
        <source>Spectrum of this chip, %1 from its middle</source>
        <translation>本晶片的光譜，距中心 %1</translation>
    </message>
    <message>
        <source>on no chip</source>
        <translation>不在晶片上</translation>
    </message>
    <message>
        <source>of column %1, row %2</source>
        <translation>屬於欄 %1，列 %2</translation>
    </message>
    <message>
        <source>Not measured on this chip. Nearest spectrum: %1, %2 away</source>
        <translation>本晶片未量測。最近的光譜：%1，距離 %2</translation>
    </message>
    <message>
        <source>Spectrum nearest to the chip at hand</source>
        <translation>離目前晶片最近的光譜</translation>
    </message>
    <message>
        <source>Wavelength [nm]</source>
        <translation>波長 [nm]</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>計數</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>峰值</translation>
    </message>
    <message>
        <source>FWHM</source>
        <translation>半高寬</translation>
    </message>
    <message>
        <source>Centroid</source>
        <translation>重心</translation>
    </message>
    <message>
        <source>Dominant</source>
        <translation>主波長</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::SubjectBox</name>
    <message>
        <source>What the map shows</source>
        <translation>晶圓圖顯示的內容</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::SurfaceLegend</name>
    <message>
        <source>Class</source>
        <translation>類別</translation>
    </message>
    <message>
        <source>Defects</source>
        <translation>缺陷</translation>
    </message>
    <message>
        <source>Uncheck a class to leave its defects out of map and list</source>
        <translation>取消勾選某類，地圖和清單中就不再顯示該類缺陷</translation>
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
        <translation>區域</translation>
    </message>
    <message>
        <source>Whole wafer</source>
        <translation>整片晶圓</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>關閉</translation>
    </message>
    <message>
        <source>Defects</source>
        <translation>缺陷</translation>
    </message>
    <message>
        <source>Evenness</source>
        <translation>均勻性</translation>
    </message>
    <message>
        <source>Wafer map</source>
        <translation>晶圓圖</translation>
    </message>
    <message>
        <source>What the map shows</source>
        <translation>地圖顯示的內容</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::Surfaces</name>
    <message>
        <source>Defects</source>
        <translation>缺陷</translation>
    </message>
    <message>
        <source>%1, %2 / cm²</source>
        <translation>%1，%2 / cm²</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>光強</translation>
    </message>
    <message>
        <source>%1 e a pixel ± %2 %</source>
        <translation>每像素 %1 e ± %2 %</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>已量測</translation>
    </message>
    <message>
        <source>%1 % of the usable area</source>
        <translation>可用面積的 %1 %</translation>
    </message>
    <message>
        <source>Dark spot</source>
        <translation>暗點</translation>
    </message>
    <message>
        <source>Bright spot</source>
        <translation>亮點</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>線</translation>
    </message>
    <message>
        <source>Triangle</source>
        <translation>三角形</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>刮痕</translation>
    </message>
    <message>
        <source>Uncertainty of the light</source>
        <translation>光強的不確定度</translation>
    </message>
    <message>
        <source>Scatter of the pixels</source>
        <translation>像素的離散</translation>
    </message>
    <message>
        <source>Share that was measured</source>
        <translation>已量測的比例</translation>
    </message>
    <message>
        <source>%1, layer %2</source>
        <translation>%1，層 %2</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>%1 defects  ·  %2 / cm²  ·  light ± %3 %</source>
        <translation>%1 個缺陷  ·  %2 / cm²  ·  光強 ± %3 %</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::UniformityView</name>
    <message>
        <source>Distance from the middle [mm]</source>
        <translation>離中心的距離 [mm]</translation>
    </message>
    <message>
        <source>Light [e/px]</source>
        <translation>光強 [e/px]</translation>
    </message>
    <message>
        <source>Mean of the cells in rings about the middle; bars: their scatter</source>
        <translation>圍繞中心各環內單元的平均值；誤差棒：離散</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>區域</translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation>離散</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>中心</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>上</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>Bottom</source>
        <translation>下</translation>
    </message>
    <message>
        <source>Whole wafer</source>
        <translation>整片晶圓</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::WorkBar</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::Workbench</name>
    <message>
        <source>&amp;Inspect…</source>
        <translation>檢測(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Operator mode</source>
        <translation>操作員模式(&amp;O)</translation>
    </message>
    <message>
        <source>Wafers of the &amp;folder</source>
        <translation>資料夾內的晶圓(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>匯出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Compare…</source>
        <translation>比較(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Keys and mouse</source>
        <translation>鍵盤與滑鼠(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Pellucid</source>
        <translation>關於 Pellucid(&amp;A)</translation>
    </message>
    <message>
        <source>This cannot be shown</source>
        <translation>無法顯示</translation>
    </message>
    <message>
        <source>%1 holds no result and no scan.</source>
        <translation>%1 中沒有結果，也沒有掃描。</translation>
    </message>
    <message>
        <source>Inspect a scan, or all scans below a folder</source>
        <translation>檢測一個掃描，或資料夾內的所有掃描</translation>
    </message>
    <message>
        <source>Inspections are running</source>
        <translation>檢測正在進行</translation>
    </message>
    <message>
        <source>Inspections that are not finished: %1. Stop them and close? Half-made results are not kept.</source>
        <translation>尚未完成的檢測：%1。要停止並關閉嗎？未完成的結果不會保留。</translation>
    </message>
    <message>
        <source>&amp;Wafer</source>
        <translation>晶圓(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>說明(&amp;H)</translation>
    </message>
    <message>
        <source>Wafer being &amp;measured</source>
        <translation>正在量測的晶圓(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>復原(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>編輯(&amp;E)</translation>
    </message>
</context>
</TS>
