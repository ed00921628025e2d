<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
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
        <translation>不发光</translation>
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
        <translation>部分发光</translation>
    </message>
    <message>
        <source>Leaky</source>
        <translation>漏电</translation>
    </message>
    <message>
        <source>Wavelength</source>
        <translation>波长</translation>
    </message>
    <message>
        <source>Mechanical</source>
        <translation>机械缺陷</translation>
    </message>
    <message>
        <source>Suspect</source>
        <translation>可疑</translation>
    </message>
    <message>
        <source>Retest</source>
        <translation>复测</translation>
    </message>
    <message>
        <source>Unmeasured</source>
        <translation>未测量</translation>
    </message>
</context>
<context>
    <name>Columns</name>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
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
        <translation>检出项</translation>
    </message>
    <message>
        <source>PL intensity</source>
        <translation>PL 强度</translation>
    </message>
    <message>
        <source>Uncertainty of the intensity</source>
        <translation>强度不确定度</translation>
    </message>
    <message>
        <source>Relative intensity</source>
        <translation>相对强度</translation>
    </message>
    <message>
        <source>Brightest pixel</source>
        <translation>最亮像素</translation>
    </message>
    <message>
        <source>Nonuniformity</source>
        <translation>不均匀度</translation>
    </message>
    <message>
        <source>Emission centroid, x</source>
        <translation>发光质心，x</translation>
    </message>
    <message>
        <source>Emission centroid, y</source>
        <translation>发光质心，y</translation>
    </message>
    <message>
        <source>Local background</source>
        <translation>局部背景</translation>
    </message>
    <message>
        <source>Peak wavelength</source>
        <translation>峰值波长</translation>
    </message>
    <message>
        <source>Centroid wavelength</source>
        <translation>质心波长</translation>
    </message>
    <message>
        <source>Line width</source>
        <translation>半高宽</translation>
    </message>
    <message>
        <source>Dominant wavelength</source>
        <translation>主波长</translation>
    </message>
    <message>
        <source>Power exponent</source>
        <translation>功率指数</translation>
    </message>
    <message>
        <source>Leak power</source>
        <translation>漏电功率</translation>
    </message>
    <message>
        <source>Leak fit, chi square</source>
        <translation>漏电拟合，卡方</translation>
    </message>
    <message>
        <source>Shunt resistance</source>
        <translation>并联电阻</translation>
    </message>
    <message>
        <source>EL intensity</source>
        <translation>EL 强度</translation>
    </message>
    <message>
        <source>Forward voltage (EL)</source>
        <translation>正向电压 (EL)</translation>
    </message>
    <message>
        <source>Reverse leakage (EL)</source>
        <translation>反向漏电 (EL)</translation>
    </message>
    <message>
        <source>EL verdict</source>
        <translation>EL 判定</translation>
    </message>
    <message>
        <source>EL pass, predicted</source>
        <translation>EL 合格预测</translation>
    </message>
    <message>
        <source>Wavelength source</source>
        <translation>波长来源</translation>
    </message>
    <message>
        <source>Off the smooth wafer</source>
        <translation>偏离晶圆平滑曲面</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>面积</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>对比度</translation>
    </message>
    <message>
        <source>Strongest contrast</source>
        <translation>最大对比度</translation>
    </message>
    <message>
        <source>Significance</source>
        <translation>显著性</translation>
    </message>
    <message>
        <source>Pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>At the edge</source>
        <translation>在边缘</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>About Pellucid</source>
        <translation>关于 Pellucid</translation>
    </message>
    <message>
        <source>Measures the photoluminescence of every micro-LED chip of a wafer and judges it.</source>
        <translation>测量晶圆上每颗 Micro-LED 芯片的光致发光并进行判定。</translation>
    </message>
    <message>
        <source>Made with Qt %1 (LGPL 3) and other free software; see the licences that come with it.</source>
        <translation>使用 Qt %1 (LGPL 3) 及其他自由软件制作；请参阅随附的许可证。</translation>
    </message>
</context>
<context>
    <name>Stages</name>
    <message>
        <source>Opening</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Finding the lattice</source>
        <translation>定位芯片阵列</translation>
    </message>
    <message>
        <source>Learning the chip&apos;s profile</source>
        <translation>学习芯片发光轮廓</translation>
    </message>
    <message>
        <source>Reading pixels</source>
        <translation>读取像素</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Parting neighbours</source>
        <translation>分离相邻芯片</translation>
    </message>
    <message>
        <source>Judging</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Finding leaks</source>
        <translation>查找漏电</translation>
    </message>
    <message>
        <source>Comparing with EL</source>
        <translation>与 EL 比较</translation>
    </message>
    <message>
        <source>Writing the result</source>
        <translation>写入结果</translation>
    </message>
    <message>
        <source>Writing the chip table</source>
        <translation>写入芯片表</translation>
    </message>
    <message>
        <source>Drawing maps</source>
        <translation>绘制晶圆图</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>写入报告</translation>
    </message>
    <message>
        <source>Reading the result</source>
        <translation>正在读取结果</translation>
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
        <translation>缺失芯片</translation>
    </message>
    <message>
        <source>Dark chips</source>
        <translation>不发光芯片</translation>
    </message>
    <message>
        <source>Dim chips</source>
        <translation>偏暗芯片</translation>
    </message>
    <message>
        <source>Leaky chips</source>
        <translation>漏电芯片</translation>
    </message>
    <message>
        <source>Chips to be tested again</source>
        <translation>复测芯片</translation>
    </message>
    <message>
        <source>Chips not measured</source>
        <translation>未测量芯片</translation>
    </message>
    <message>
        <source>Agreement with EL</source>
        <translation>与 EL 一致率</translation>
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
        <translation>没有任何测量数据</translation>
    </message>
    <message>
        <source>Images of the scan that are missing: %1</source>
        <translation>缺失的扫描图像：%1</translation>
    </message>
    <message>
        <source>The recipe sets no limits to judge the wafer by</source>
        <translation>配方未设定晶圆判定限值</translation>
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
        <translation>%1 %2，低于下限 %3</translation>
    </message>
    <message>
        <source>%1 %2 is above %3</source>
        <translation>%1 %2，高于上限 %3</translation>
    </message>
    <message>
        <source>Defects</source>
        <translation>缺陷</translation>
    </message>
    <message>
        <source>Nonuniformity of the light</source>
        <translation>光的不均匀度</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ChipCard</name>
    <message>
        <source>Values</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Neighbours</source>
        <translation>相邻芯片</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>功率</translation>
    </message>
    <message>
        <source>The comparisons that the class rests on</source>
        <translation>类别所依据的比较</translation>
    </message>
    <message>
        <source>Light against power: a leak bends the curve down at low power</source>
        <translation>发光量与功率：漏电使曲线在低功率处下弯</translation>
    </message>
    <message>
        <source>How many neighbours are shown</source>
        <translation>显示多少相邻芯片</translation>
    </message>
    <message>
        <source>Neighbours of the chip at hand</source>
        <translation>当前芯片的相邻芯片</translation>
    </message>
    <message>
        <source>Click a chip on the map to see what was measured of it.</source>
        <translation>单击晶圆图上的芯片可查看其测量值。</translation>
    </message>
    <message>
        <source>Column %1, row %2</source>
        <translation>列 %1，行 %2</translation>
    </message>
    <message>
        <source>x %1 mm, y %2 mm</source>
        <translation>x %1 mm，y %2 mm</translation>
    </message>
    <message>
        <source>saturated pixels</source>
        <translation>像素饱和</translation>
    </message>
    <message>
        <source>at an edge</source>
        <translation>位于边缘</translation>
    </message>
    <message>
        <source>partly covered by the scan</source>
        <translation>扫描仅部分覆盖</translation>
    </message>
    <message>
        <source>leak from priors, not from a low power</source>
        <translation>漏电依据先验值，非低功率测量</translation>
    </message>
    <message>
        <source>Findings: %1</source>
        <translation>检出项：%1</translation>
    </message>
    <message>
        <source>Spectrum</source>
        <translation>光谱</translation>
    </message>
    <message>
        <source>no mesa in reflectance</source>
        <translation>反射光中没有台面</translation>
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
        <translation>已导出</translation>
    </message>
    <message>
        <source>Chips</source>
        <translation>芯片</translation>
    </message>
    <message>
        <source>where</source>
        <translation>条件</translation>
    </message>
    <message>
        <source>Conditions on columns, joined by &quot;and&quot;. A column&apos;s name stands under the cursor over its title</source>
        <translation>针对列的条件，用 &quot;and&quot; 连接。将光标移到列标题上可查看列名</translation>
    </message>
    <message>
        <source>Pick out</source>
        <translation>选取</translation>
    </message>
    <message>
        <source>Picks out the listed chips on the map and in the plots</source>
        <translation>在晶圆图和图表中选取列出的芯片</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Writes this list as a CSV file, with every column of the result</source>
        <translation>将此列表写入 CSV 文件，包含结果的所有列</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>复制行</translation>
    </message>
    <message>
        <source>List of chips</source>
        <translation>芯片列表</translation>
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
        <translation>已选取</translation>
    </message>
    <message>
        <source>%1 chips</source>
        <translation>%1 颗芯片</translation>
    </message>
    <message>
        <source>The rows cannot be copied</source>
        <translation>无法复制行</translation>
    </message>
    <message>
        <source>Export this list</source>
        <translation>导出此列表</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV 文件 (*.csv)</translation>
    </message>
    <message>
        <source>%1, rows %2 to %3</source>
        <translation>%1，第 %2 至 %3 行</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ColumnBox</name>
    <message>
        <source>As the map</source>
        <translation>同晶圆图</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ComparePage</name>
    <message>
        <source>This cannot be shown</source>
        <translation>无法显示</translation>
    </message>
    <message>
        <source>Compare with this result</source>
        <translation>与此结果比较</translation>
    </message>
    <message>
        <source>Blink (B)</source>
        <translation>闪烁 (B)</translation>
    </message>
    <message>
        <source>Back to the map</source>
        <translation>返回晶圆图</translation>
    </message>
    <message>
        <source>The same colours for the same values</source>
        <translation>相同数值用相同颜色</translation>
    </message>
    <message>
        <source>B blinks, Space flips by hand; both maps move together.</source>
        <translation>B 键闪烁，Space 键手动切换；两张晶圆图同步移动。</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::CompareSide</name>
    <message>
        <source>Other result…</source>
        <translation>其他结果…</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::DefectCard</name>
    <message>
        <source>Click a defect on the map or in the list to see what was measured of it.</source>
        <translation>点击地图或列表中的缺陷，查看其测量值。</translation>
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
        <translation>复制(&amp;C)</translation>
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
        <translation>其中一方未测量</translation>
    </message>
    <message>
        <source>its light differs</source>
        <translation>发光量不同</translation>
    </message>
    <message>
        <source>the recipes&apos; limits differ</source>
        <translation>配方限值不同</translation>
    </message>
    <message>
        <source>what healthy chips give differs</source>
        <translation>正常芯片的基准值不同</translation>
    </message>
    <message>
        <source>its emission pattern differs</source>
        <translation>发光图案不同</translation>
    </message>
    <message>
        <source>its leak differs</source>
        <translation>漏电不同</translation>
    </message>
    <message>
        <source>close to a limit, within noise</source>
        <translation>接近限值，在噪声范围内</translation>
    </message>
    <message>
        <source>Save the list…</source>
        <translation>保存列表…</translation>
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
        <translation>芯片</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Choose another result on one side to list what changed.</source>
        <translation>在一侧选择其他结果，以列出变化。</translation>
    </message>
    <message>
        <source>Comparing chip by chip…</source>
        <translation>正在逐颗比较…</translation>
    </message>
    <message>
        <source>%1 chips in both, %2 of another class
yield %3 → %4</source>
        <translation>共有芯片 %1 颗，类别不同 %2 颗
良率 %3 → %4</translation>
    </message>
    <message>
        <source>
light B / A %1</source>
        <translation>
发光量 B / A %1</translation>
    </message>
    <message>
        <source>
%1 only in A, %2 only in B</source>
        <translation>
仅 A 有 %1 颗，仅 B 有 %2 颗</translation>
    </message>
    <message>
        <source>The first %1 are listed; all of them are picked out.</source>
        <translation>仅列出前 %1 颗；全部均已选取。</translation>
    </message>
    <message>
        <source>Changed chips</source>
        <translation>变化的芯片</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>The list was not saved</source>
        <translation>列表未保存</translation>
    </message>
    <message>
        <source>its wavelength differs</source>
        <translation>波长不同</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ExportDialog</name>
    <message>
        <source>The whole wafer, not only what the map shows now</source>
        <translation>整片晶圆，不仅是当前图中所示部分</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source> px</source>
        <translation> px</translation>
    </message>
    <message>
        <source>as the profile says</source>
        <translation>按配置文件</translation>
    </message>
    <message>
        <source>None: ids, bins and orientation as the result has them</source>
        <translation>无：ID、Bin 和方向沿用结果</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>导出(&amp;E)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>配置文件</translation>
    </message>
    <message>
        <source>Pictures of defects</source>
        <translation>缺陷图像</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Export into</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>Export profile</source>
        <translation>导出配置文件</translation>
    </message>
    <message>
        <source>Profiles (*.json)</source>
        <translation>配置文件 (*.json)</translation>
    </message>
    <message>
        <source>%1 is there already. Press Export again to replace it.</source>
        <translation>%1 已存在。再按一次“导出”将其替换。</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>正在写入…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Written: %1
%2</source>
        <translation>已写入：%1
%2</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was written.</source>
        <translation>已取消。未写入任何内容。</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ExportPlan</name>
    <message>
        <source>%1 chips</source>
        <translation>%1 颗芯片</translation>
    </message>
    <message>
        <source>%1 of %2 defects, %3 pictures; read back and compared</source>
        <translation>%2 个缺陷中的 %1 个，%3 张图像；已回读比对</translation>
    </message>
    <message>
        <source>a map of %1 × %2 cells, %3 dies; read back and compared</source>
        <translation>%1 × %2 格晶圆图，%3 颗晶粒；已回读比对</translation>
    </message>
    <message>
        <source>Picture of the map (PNG)</source>
        <translation>晶圆图图像 (PNG)</translation>
    </message>
    <message>
        <source>Report (PDF)</source>
        <translation>报告 (PDF)</translation>
    </message>
    <message>
        <source>All chips (CSV)</source>
        <translation>全部芯片 (CSV)</translation>
    </message>
    <message>
        <source>Defects (CSV)</source>
        <translation>缺陷 (CSV)</translation>
    </message>
    <message>
        <source>Picked chips (CSV)</source>
        <translation>选取的芯片 (CSV)</translation>
    </message>
    <message>
        <source>All chips (JSON lines)</source>
        <translation>全部芯片 (JSON lines)</translation>
    </message>
    <message>
        <source>Defects for the fab (KLARF 1.2)</source>
        <translation>厂用缺陷文件 (KLARF 1.2)</translation>
    </message>
    <message>
        <source>Defects for the fab (KLARF 1.8)</source>
        <translation>厂用缺陷文件 (KLARF 1.8)</translation>
    </message>
    <message>
        <source>Wafer map (SEMI E142)</source>
        <translation>晶圆图 (SEMI E142)</translation>
    </message>
    <message>
        <source>Wafer map (SEMI G85)</source>
        <translation>晶圆图 (SEMI G85)</translation>
    </message>
    <message>
        <source>Wafer map (SINF)</source>
        <translation>晶圆图 (SINF)</translation>
    </message>
    <message>
        <source>Wafer map (CSV)</source>
        <translation>晶圆图 (CSV)</translation>
    </message>
    <message>
        <source>%1 defects</source>
        <translation>%1 个缺陷</translation>
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
        <translation>未测量</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>图层 %1</translation>
    </message>
    <message>
        <source>Wavelength</source>
        <translation>波长</translation>
    </message>
    <message>
        <source>Leakage</source>
        <translation>漏电</translation>
    </message>
    <message>
        <source>Electroluminescence</source>
        <translation>电致发光</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>interpolated</source>
        <translation>插值</translation>
    </message>
    <message>
        <source>spectrum on this chip</source>
        <translation>本芯片的光谱</translation>
    </message>
    <message>
        <source>ratio of two bands</source>
        <translation>两个波段之比</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::HistogramPane</name>
    <message>
        <source>Outlined</source>
        <translation>轮廓</translation>
    </message>
    <message>
        <source>Stacked</source>
        <translation>堆叠</translation>
    </message>
    <message>
        <source>All together</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>How the bars of good chips and of others are drawn</source>
        <translation>良品与其他芯片的柱形显示方式</translation>
    </message>
    <message>
        <source>Log counts</source>
        <translation>对数计数</translation>
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
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Shows where the values lie. The wheel zooms, a drag moves the view</source>
        <translation>显示数值所在范围。滚轮缩放，拖动移动视图</translation>
    </message>
    <message>
        <source>Use as colour range</source>
        <translation>用作颜色范围</translation>
    </message>
    <message>
        <source>The map&apos;s colours follow the limits</source>
        <translation>晶圆图颜色随限值变化</translation>
    </message>
    <message>
        <source>Pick out beyond</source>
        <translation>选取超限芯片</translation>
    </message>
    <message>
        <source>Picks out the chips beyond the limits. A double click picks those of one bar or one side</source>
        <translation>选取超出限值的芯片。双击选取某一柱或某一侧的芯片</translation>
    </message>
    <message>
        <source>Column of the histogram</source>
        <translation>直方图的列</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>No chip has a value in this column.</source>
        <translation>此列中没有芯片具有数值。</translation>
    </message>
    <message>
        <source>Beyond the limits: &lt;b&gt;%1&lt;/b&gt; of %2 chips (%3 %), %4 of them good now.   Yield %5 % → &lt;b&gt;%6 %&lt;/b&gt;</source>
        <translation>超出限值：%2 颗芯片中 &lt;b&gt;%1&lt;/b&gt; 颗（%3 %），其中 %4 颗现为良品。   良率 %5 % → &lt;b&gt;%6 %&lt;/b&gt;</translation>
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
        <translation>全部芯片</translation>
    </message>
    <message>
        <source>Good chips</source>
        <translation>良品芯片</translation>
    </message>
    <message>
        <source>Other chips</source>
        <translation>其他芯片</translation>
    </message>
    <message>
        <source>Picked chips</source>
        <translation>选取的芯片</translation>
    </message>
    <message>
        <source>Chips</source>
        <translation>芯片</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::LegendPane</name>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Chips</source>
        <translation>芯片</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Uncheck a class to draw its chips as good ones; double-click it to pick its chips out</source>
        <translation>取消勾选某类别，其芯片按良品显示；双击可选取该类芯片</translation>
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
        <translation>返回晶圆图</translation>
    </message>
    <message>
        <source>Light of the chips as they are read, before neighbours are parted and chips are judged. Hatched: not measured yet.</source>
        <translation>读取过程中的芯片光强，尚未分离相邻芯片，也未判定。阴影线：尚未测量。</translation>
    </message>
    <message>
        <source>Nothing is being inspected.</source>
        <translation>没有正在进行的检测。</translation>
    </message>
    <message>
        <source>The map begins with the first chips that are measured.
A wafer without chips is shown when it is done.</source>
        <translation>测得第一批芯片后开始显示晶圆图。
无芯片的晶圆在检测完成后显示。</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::LotPage</name>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>%1 chips</source>
        <translation>%1 颗芯片</translation>
    </message>
    <message>
        <source>Wafers: %1</source>
        <translation>晶圆：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n cannot be read</source>
        <translation>
            <numerusform>%n 片无法读取</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n still to be read</source>
        <translation>
            <numerusform>%n 片待读取</numerusform>
        </translation>
    </message>
    <message>
        <source>Back to the map</source>
        <translation>返回晶圆图</translation>
    </message>
    <message>
        <source>By id</source>
        <translation>按 ID</translation>
    </message>
    <message>
        <source>By yield, lowest first</source>
        <translation>良率从低到高</translation>
    </message>
    <message>
        <source>By verdict, worst first</source>
        <translation>判定从差到好</translation>
    </message>
    <message>
        <source>By date</source>
        <translation>按日期</translation>
    </message>
    <message>
        <source>%1 defects</source>
        <translation>%1 个缺陷</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::MainWindow</name>
    <message>
        <source>This cannot be shown</source>
        <translation>无法显示</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <source>Chip</source>
        <translation>芯片</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>直方图</translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation>散点图</translation>
    </message>
    <message>
        <source>Chip list</source>
        <translation>芯片列表</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Panes</source>
        <translation>面板(&amp;P)</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>打开最近项目(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Look</source>
        <translation>外观(&amp;L)</translation>
    </message>
    <message>
        <source>L&amp;anguage</source>
        <translation>语言(&amp;A)</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具栏</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Whole &amp;wafer</source>
        <translation>整片晶圆(&amp;W)</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Fields</source>
        <translation>视场(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Zones</source>
        <translation>区域(&amp;Z)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>Open a result or a scan folder</source>
        <translation>打开结果或扫描文件夹</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>%1  ·  %2 chips  ·  yield %3 %</source>
        <translation>%1  ·  %2 颗芯片  ·  良率 %3 %</translation>
    </message>
    <message>
        <source>column %1, row %2   x %3 mm, y %4 mm   %5</source>
        <translation>列 %1，行 %2   x %3 mm，y %4 mm   %5</translation>
    </message>
    <message>
        <source>Inspections</source>
        <translation>检测任务</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>复核</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::MapView</name>
    <message>
        <source>Wafer map</source>
        <translation>晶圆图</translation>
    </message>
    <message>
        <source>Open a result or a scan folder,
or drop one here</source>
        <translation>打开结果或扫描文件夹，
或拖放到此处</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::NeighboursView</name>
    <message>
        <source>column %1, row %2: %3, %4 %5</source>
        <translation>列 %1，行 %2：%3，%4 %5</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::OperatorPage</name>
    <message>
        <source>No wafer is open</source>
        <translation>未打开晶圆</translation>
    </message>
    <message numerus="yes">
        <source>%1, and %n more</source>
        <translation>
            <numerusform>%1，另有 %n 项</numerusform>
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
        <translation>所有芯片均为良品</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::PixelMenu</name>
    <message>
        <source>Scan&apos;s &amp;pixels</source>
        <translation>扫描像素(&amp;P)</translation>
    </message>
    <message>
        <source>Show &amp;pixels when zoomed in</source>
        <translation>放大时显示像素(&amp;P)</translation>
    </message>
    <message>
        <source>The scan&apos;s pixels are not there</source>
        <translation>没有扫描像素数据</translation>
    </message>
    <message>
        <source>&amp;Corrected (photoelectrons)</source>
        <translation>已校正（光电子）(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Raw (as stored)</source>
        <translation>原始（存储值）(&amp;R)</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>图层 %1</translation>
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
        <translation>每侧芯片数</translation>
    </message>
    <message>
        <source>Pixels of the chip at hand</source>
        <translation>当前芯片的像素</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::PowerCurve</name>
    <message>
        <source>Healthy chips there</source>
        <translation>该处正常芯片</translation>
    </message>
    <message>
        <source>This chip</source>
        <translation>此芯片</translation>
    </message>
    <message>
        <source>Power [W/cm²]</source>
        <translation>功率 [W/cm²]</translation>
    </message>
    <message>
        <source>PL intensity [e]</source>
        <translation>PL 强度 [e]</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ReasonsView</name>
    <message>
        <source>found</source>
        <translation>检出</translation>
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
        <translation>检出项</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
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
        <translation>参数</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>数值</translation>
    </message>
    <message>
        <source>Wafer&apos;s</source>
        <translation>晶圆值</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>默认值</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>Search keys and explanations</source>
        <translation>搜索参数和说明</translation>
    </message>
    <message>
        <source>Changed only</source>
        <translation>仅已更改</translation>
    </message>
    <message>
        <source>Reset to default</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Needs a new inspection</source>
        <translation>需重新检测</translation>
    </message>
    <message>
        <source>Choose a key to read what it does. A double click or F2 changes its value; an empty one means none.</source>
        <translation>选择参数可查看其作用。双击或按 F2 更改数值；留空表示无。</translation>
    </message>
    <message>
        <source>Needs a new inspection: no trial shows its effect.</source>
        <translation>需重新检测：试判定无法显示其效果。</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::RecipePane</name>
    <message>
        <source>Judging…</source>
        <translation>正在判定…</translation>
    </message>
    <message>
        <source>Reading the wafer…</source>
        <translation>正在读取晶圆…</translation>
    </message>
    <message>
        <source>Change a value of judge, leakage or limits to see what becomes of the wafer.</source>
        <translation>更改 judge、leakage 或 limits 的数值，查看晶圆的变化。</translation>
    </message>
    <message>
        <source>Recipe of the wafer: %1</source>
        <translation>晶圆的配方：%1</translation>
    </message>
    <message>
        <source>%1 chips change their class</source>
        <translation>%1 颗芯片类别改变</translation>
    </message>
    <message>
        <source>Yield</source>
        <translation>良率</translation>
    </message>
    <message>
        <source>This is no recipe</source>
        <translation>这不是配方</translation>
    </message>
    <message>
        <source>The recipe was not saved</source>
        <translation>配方未保存</translation>
    </message>
    <message>
        <source>Open a recipe</source>
        <translation>打开配方</translation>
    </message>
    <message>
        <source>Recipes (*.json)</source>
        <translation>配方 (*.json)</translation>
    </message>
    <message>
        <source>Save as a new version</source>
        <translation>另存为新版本</translation>
    </message>
    <message>
        <source>Judge the wafer anew into another result folder</source>
        <translation>重新判定晶圆，写入另一结果文件夹</translation>
    </message>
    <message>
        <source>The wafer was not judged</source>
        <translation>晶圆未判定</translation>
    </message>
    <message>
        <source>Show the wafer as this recipe would judge it</source>
        <translation>按此配方的判定显示晶圆</translation>
    </message>
    <message>
        <source>Open recipe…</source>
        <translation>打开配方…</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Back to the wafer&apos;s</source>
        <translation>恢复晶圆配方</translation>
    </message>
    <message>
        <source>Judge anew…</source>
        <translation>重新判定…</translation>
    </message>
    <message>
        <source>Writes a new result folder; this one stays as it is</source>
        <translation>写入新的结果文件夹；当前结果保持不变</translation>
    </message>
    <message>
        <source>Default recipe</source>
        <translation>默认配方</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was written.</source>
        <translation>已取消，未写入任何内容。</translation>
    </message>
    <message>
        <source>an edit of the recipe</source>
        <translation>配方编辑</translation>
    </message>
    <message>
        <source>back to the wafer&apos;s recipe</source>
        <translation>恢复晶圆的配方</translation>
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
        <translation>扫描时间</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Software</source>
        <translation>软件</translation>
    </message>
    <message>
        <source>Registration, %1</source>
        <translation>配准，%1</translation>
    </message>
    <message>
        <source>confidence %1, residual %2 µm</source>
        <translation>置信度 %1，残差 %2 µm</translation>
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
        <translation>确认 %1</translation>
    </message>
    <message>
        <source>%1 is %2</source>
        <translation>%1 改为 %2</translation>
    </message>
    <message>
        <source>comment on %1</source>
        <translation>备注 %1</translation>
    </message>
    <message>
        <source>Say first who you are.</source>
        <translation>请先填写复核人。</translation>
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
        <translation>选取的芯片：%1</translation>
    </message>
    <message>
        <source>No chip is left</source>
        <translation>没有剩余芯片</translation>
    </message>
    <message>
        <source>%1 chips; N begins</source>
        <translation>%1 颗芯片；按 N 开始</translation>
    </message>
    <message>
        <source>Chip %1 of %2</source>
        <translation>第 %1 颗，共 %2 颗芯片</translation>
    </message>
    <message>
        <source>Column %1, row %2, measured as &lt;b&gt;%3&lt;/b&gt;</source>
        <translation>列 %1，行 %2，测量为 &lt;b&gt;%3&lt;/b&gt;</translation>
    </message>
    <message>
        <source>reviewed as &lt;b&gt;%1&lt;/b&gt; by %2</source>
        <translation>复核为 &lt;b&gt;%1&lt;/b&gt;，复核人 %2</translation>
    </message>
    <message>
        <source>commented by %1</source>
        <translation>备注人：%1</translation>
    </message>
    <message>
        <source>%1 reviewed: %2 confirmed, %3 reclassified</source>
        <translation>已复核 %1 颗：确认 %2 颗，重分类 %3 颗</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>复核人</translation>
    </message>
    <message>
        <source>Previous chip</source>
        <translation>上一颗芯片</translation>
    </message>
    <message>
        <source>Next chip</source>
        <translation>下一颗芯片</translation>
    </message>
    <message>
        <source>Confirm the class</source>
        <translation>确认类别</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一颗</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一颗</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Reclassify…</source>
        <translation>重分类…</translation>
    </message>
    <message>
        <source>The chip is: %1</source>
        <translation>芯片为：%1</translation>
    </message>
    <message>
        <source>Comment; Enter says it alone, else it goes with the next word</source>
        <translation>备注；按 Enter 单独记录，否则随下次判断一并记录</translation>
    </message>
    <message>
        <source>Search what was reviewed</source>
        <translation>搜索复核记录</translation>
    </message>
    <message>
        <source>Not yet reviewed</source>
        <translation>尚未复核</translation>
    </message>
    <message>
        <source>Go on after each</source>
        <translation>判断后转到下一颗</translation>
    </message>
    <message>
        <source>Show reviewed classes on the map</source>
        <translation>在晶圆图上显示复核类别</translation>
    </message>
    <message>
        <source>Chip</source>
        <translation>芯片</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>复核</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>复核人</translation>
    </message>
    <message>
        <source>When (UTC)</source>
        <translation>时间 (UTC)</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::RunDialog</name>
    <message>
        <source>Go on where tiles are missing</source>
        <translation>图块缺失时继续</translation>
    </message>
    <message>
        <source>Replace results that exist</source>
        <translation>替换已有结果</translation>
    </message>
    <message>
        <source>Write maps and a report</source>
        <translation>写入晶圆图和报告</translation>
    </message>
    <message>
        <source>Inspect a scan</source>
        <translation>检测扫描</translation>
    </message>
    <message>
        <source>Inspect scans</source>
        <translation>检测多个扫描</translation>
    </message>
    <message>
        <source>Default recipe</source>
        <translation>默认配方</translation>
    </message>
    <message>
        <source>Their chips are unmeasured, and the result says so</source>
        <translation>其芯片记为未测量，并在结果中注明</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>Scans below
%1</source>
        <translation>以下文件夹内的扫描
%1</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Results below</source>
        <translation>结果存放于</translation>
    </message>
    <message>
        <source>&amp;Inspect</source>
        <translation>检测(&amp;I)</translation>
    </message>
    <message>
        <source>Choose a recipe</source>
        <translation>选择配方</translation>
    </message>
    <message>
        <source>Recipes (*.json)</source>
        <translation>配方 (*.json)</translation>
    </message>
    <message>
        <source>In which folder shall the result be?</source>
        <translation>结果保存到哪个文件夹？</translation>
    </message>
    <message>
        <source>Folder for the results</source>
        <translation>结果文件夹</translation>
    </message>
    <message>
        <source>No scan is chosen.</source>
        <translation>未选择扫描。</translation>
    </message>
    <message>
        <source>Where shall the result be?</source>
        <translation>结果保存到哪里？</translation>
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
        <translation>开始</translation>
    </message>
    <message>
        <source>%1: %2 %</source>
        <translation>%1：%2 %</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
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
        <translation>失败</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>%1 chips, yield %2 %</source>
        <translation>%1 颗芯片，良率 %2 %</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1
Result: %2</source>
        <translation>%1
结果：%2</translation>
    </message>
    <message>
        <source>Scan</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果摘要</translation>
    </message>
    <message>
        <source>&amp;Inspect…</source>
        <translation>检测(&amp;I)…</translation>
    </message>
    <message>
        <source>Open &amp;result</source>
        <translation>打开结果(&amp;R)</translation>
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
        <translation>完成后打开结果</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ScatterPane</name>
    <message>
        <source>Across</source>
        <translation>横轴</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>纵轴</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Shows where the values lie. The wheel zooms, the right button moves the view</source>
        <translation>显示数值所在范围。滚轮缩放，右键移动视图</translation>
    </message>
    <message>
        <source>Draw about chips to pick them out, click one to take it</source>
        <translation>圈画芯片将其选取，单击一颗设为当前芯片</translation>
    </message>
    <message>
        <source>Scatter plot</source>
        <translation>散点图</translation>
    </message>
    <message>
        <source>Column across</source>
        <translation>横轴列</translation>
    </message>
    <message>
        <source>Column up</source>
        <translation>纵轴列</translation>
    </message>
    <message>
        <source>%1 chips, r = &lt;b&gt;%2&lt;/b&gt;   good: %3, r = &lt;b&gt;%4&lt;/b&gt;</source>
        <translation>%1 颗芯片，r = &lt;b&gt;%2&lt;/b&gt;   良品：%3，r = &lt;b&gt;%4&lt;/b&gt;</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ScatterPlot</name>
    <message>
        <source>Picked chips</source>
        <translation>选取的芯片</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::Session</name>
    <message>
        <source>picking chips out</source>
        <translation>选取芯片</translation>
    </message>
    <message>
        <source>letting picked chips go</source>
        <translation>取消选取芯片</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::Sheet</name>
    <message>
        <source>%1   %2 chips   yield %3 %   %4</source>
        <translation>%1   %2 颗芯片   良率 %3 %   %4</translation>
    </message>
    <message>
        <source>Yield</source>
        <translation>良率</translation>
    </message>
    <message>
        <source>Chips</source>
        <translation>芯片</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::ShortcutsDialog</name>
    <message>
        <source>Keys and mouse</source>
        <translation>键盘和鼠标</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>On the map</source>
        <translation>晶圆图上</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>方向键</translation>
    </message>
    <message>
        <source>Go to the next chip</source>
        <translation>移到下一颗芯片</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Let the chip and the picked chips go</source>
        <translation>取消当前芯片和选取的芯片</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Zoom about the cursor</source>
        <translation>以光标为中心缩放</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>拖动</translation>
    </message>
    <message>
        <source>Move the wafer</source>
        <translation>移动晶圆</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>Take a chip</source>
        <translation>设为当前芯片</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>双击</translation>
    </message>
    <message>
        <source>Take a chip and zoom in on it</source>
        <translation>设为当前芯片并放大</translation>
    </message>
    <message>
        <source>Shift + drag</source>
        <translation>Shift + 拖动</translation>
    </message>
    <message>
        <source>Pick the chips of a rectangle</source>
        <translation>选取矩形内的芯片</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::SpectrumView</name>
    <message>
        <source>Saturated: its counts are clipped, it has no figures</source>
        <translation>已饱和：计数被削顶，没有数值</translation>
    </message>
    <message>
        <source>No light above the noise</source>
        <translation>没有高于噪声的光</translation>
    </message>
    <message>
        <source>No line can be told in it</source>
        <translation>无法辨认谱线</translation>
    </message>
    <message>
        <source>No line shape fits: read off the spectrum itself</source>
        <translation>没有合适的线形：直接从光谱读取</translation>
    </message>
    <message>
        <source>The line reaches over the end of the spectrum: only its peak is used</source>
        <translation>谱线超出光谱范围：只使用峰值</translation>
    </message>
    <message>
        <source>%1 µm</source>
        <translation>%1 µm</translation>
    </message>
    <message>
        <source>Spectrum of this chip, %1 from its middle</source>
        <translation>本芯片的光谱，距中心 %1</translation>
    </message>
    <message>
        <source>on no chip</source>
        <translation>不在芯片上</translation>
    </message>
    <message>
        <source>of column %1, row %2</source>
        <translation>属于列 %1，行 %2</translation>
    </message>
    <message>
        <source>Not measured on this chip. Nearest spectrum: %1, %2 away</source>
        <translation>本芯片未测量。最近的光谱：%1，距离 %2</translation>
    </message>
    <message>
        <source>Spectrum nearest to the chip at hand</source>
        <translation>离当前芯片最近的光谱</translation>
    </message>
    <message>
        <source>Wavelength [nm]</source>
        <translation>波长 [nm]</translation>
    </message>
    <message>
        <source>Counts</source>
        <translation>计数</translation>
    </message>
    <message>
        <source>Peak</source>
        <translation>峰值</translation>
    </message>
    <message>
        <source>FWHM</source>
        <translation>半高宽</translation>
    </message>
    <message>
        <source>Centroid</source>
        <translation>重心</translation>
    </message>
    <message>
        <source>Dominant</source>
        <translation>主波长</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::SubjectBox</name>
    <message>
        <source>What the map shows</source>
        <translation>晶圆图显示的内容</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::SurfaceLegend</name>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Defects</source>
        <translation>缺陷</translation>
    </message>
    <message>
        <source>Uncheck a class to leave its defects out of map and list</source>
        <translation>取消勾选某类，地图和列表中就不再显示该类缺陷</translation>
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
        <translation>区域</translation>
    </message>
    <message>
        <source>Whole wafer</source>
        <translation>整片晶圆</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Defects</source>
        <translation>缺陷</translation>
    </message>
    <message>
        <source>Evenness</source>
        <translation>均匀性</translation>
    </message>
    <message>
        <source>Wafer map</source>
        <translation>晶圆图</translation>
    </message>
    <message>
        <source>What the map shows</source>
        <translation>地图显示的内容</translation>
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
        <translation>光强</translation>
    </message>
    <message>
        <source>%1 e a pixel ± %2 %</source>
        <translation>每像素 %1 e ± %2 %</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>已测量</translation>
    </message>
    <message>
        <source>%1 % of the usable area</source>
        <translation>可用面积的 %1 %</translation>
    </message>
    <message>
        <source>Dark spot</source>
        <translation>暗点</translation>
    </message>
    <message>
        <source>Bright spot</source>
        <translation>亮点</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>线</translation>
    </message>
    <message>
        <source>Triangle</source>
        <translation>三角形</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>划痕</translation>
    </message>
    <message>
        <source>Uncertainty of the light</source>
        <translation>光强的不确定度</translation>
    </message>
    <message>
        <source>Scatter of the pixels</source>
        <translation>像素的离散</translation>
    </message>
    <message>
        <source>Share that was measured</source>
        <translation>已测量的比例</translation>
    </message>
    <message>
        <source>%1, layer %2</source>
        <translation>%1，层 %2</translation>
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
        <translation>%1 个缺陷  ·  %2 / cm²  ·  光强 ± %3 %</translation>
    </message>
</context>
<context>
    <name>pellucid::gui::UniformityView</name>
    <message>
        <source>Distance from the middle [mm]</source>
        <translation>离中心的距离 [mm]</translation>
    </message>
    <message>
        <source>Light [e/px]</source>
        <translation>光强 [e/px]</translation>
    </message>
    <message>
        <source>Mean of the cells in rings about the middle; bars: their scatter</source>
        <translation>围绕中心各环内单元的平均值；误差棒：离散</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>区域</translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation>离散</translation>
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
        <translation>整片晶圆</translation>
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
        <translation>检测(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Operator mode</source>
        <translation>操作员模式(&amp;O)</translation>
    </message>
    <message>
        <source>Wafers of the &amp;folder</source>
        <translation>文件夹内的晶圆(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Compare…</source>
        <translation>比较(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Keys and mouse</source>
        <translation>键盘和鼠标(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;About Pellucid</source>
        <translation>关于 Pellucid(&amp;A)</translation>
    </message>
    <message>
        <source>This cannot be shown</source>
        <translation>无法显示</translation>
    </message>
    <message>
        <source>%1 holds no result and no scan.</source>
        <translation>%1 中没有结果，也没有扫描。</translation>
    </message>
    <message>
        <source>Inspect a scan, or all scans below a folder</source>
        <translation>检测一个扫描，或文件夹内的所有扫描</translation>
    </message>
    <message>
        <source>Inspections are running</source>
        <translation>检测正在进行</translation>
    </message>
    <message>
        <source>Inspections that are not finished: %1. Stop them and close? Half-made results are not kept.</source>
        <translation>尚未完成的检测：%1。停止并关闭吗？未完成的结果不会保留。</translation>
    </message>
    <message>
        <source>&amp;Wafer</source>
        <translation>晶圆(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Wafer being &amp;measured</source>
        <translation>正在测量的晶圆(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
</context>
</TS>
