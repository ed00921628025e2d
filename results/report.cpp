#include "results/report.h"

#include "results/detail/html.h"
#include "results/detail/report_sections.h"

namespace pellucid {

namespace {

constexpr std::string_view kStyle = R"css(
:root{--ink:#22262b;--soft:#626972;--rule:#dfe3e8;--paper:#fff;--wash:#f6f8f9;--good:#00705a;--bad:#b3261e;--warn:#8a5a00}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1080px;padding:28px 32px 60px;background:var(--paper);color:var(--ink);
font:15px/1.5 "DejaVu Sans",system-ui,"Segoe UI",Helvetica,Arial,sans-serif;-webkit-print-color-adjust:exact;print-color-adjust:exact}
header{display:flex;justify-content:space-between;align-items:flex-start;gap:24px;border-bottom:2px solid var(--ink);padding-bottom:14px}
h1{font-size:30px;line-height:1.2;margin:0}
h2{font-size:19px;margin:34px 0 10px;padding-bottom:4px;border-bottom:1px solid var(--rule);break-after:avoid}
h3{font-size:15px;margin:18px 0 6px;break-after:avoid}
p{margin:6px 0}.soft,figcaption,caption{color:var(--soft)}small{color:var(--soft)}
.verdict{font-weight:700;font-size:20px;padding:8px 18px;border-radius:6px;border:2px solid;white-space:nowrap}
.pass{color:var(--good)}.fail{color:var(--bad)}.none{color:var(--soft)}td.pass,td.fail{font-weight:700}
table{border-collapse:collapse;width:100%;font-size:14px;font-variant-numeric:tabular-nums;break-inside:avoid}
th,td{padding:5px 10px;text-align:left;border-bottom:1px solid var(--rule);vertical-align:top}
th{font-weight:600;color:var(--soft);font-size:13px}td.n,th.n{text-align:right;white-space:nowrap}
table.facts{width:auto}table.facts th{padding-left:0;width:150px}
.long{max-height:none}table.long{break-inside:auto}
code{font:12.5px/1.4 "DejaVu Sans Mono",ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(5,1fr);gap:12px;margin:20px 0}
.tile{background:var(--wash);border:1px solid var(--rule);border-radius:6px;padding:10px 14px;break-inside:avoid}
.tile b{display:block;font-size:21px;line-height:1.3;white-space:nowrap}.tile span{color:var(--soft);font-size:13px}
.warnings{border:1px solid #e0b45c;border-left:6px solid #e69f00;background:#fff8e8;border-radius:4px;padding:10px 18px;margin:18px 0;break-inside:avoid}
.warnings ul{margin:4px 0;padding-left:20px}
.two{display:grid;grid-template-columns:1fr 1fr;gap:22px;align-items:start}
.two>*{min-width:0}
figure{margin:0;break-inside:avoid}figure img,figure svg{width:100%;height:auto;display:block;border:1px solid var(--rule);border-radius:4px}
figure.wide{margin-bottom:20px}figcaption{font-size:13px;padding-top:4px}
.swatch{display:inline-block;width:12px;height:12px;border:1px solid #8a8d91;border-radius:2px;margin-right:8px;vertical-align:-1px}
.bar{height:8px;background:#8fb3a7;border-radius:2px;min-width:1px}
footer{margin-top:40px;padding-top:10px;border-top:1px solid var(--rule);color:var(--soft);font-size:13px}
@page{size:A4;margin:12mm}
@media print{body{max-width:none;padding:0;font-size:10.5pt}.tiles{gap:6px}.tile b{font-size:15px}h2{margin-top:20px}}
@media (max-width:760px){.two,.tiles{grid-template-columns:1fr 1fr}}
)css";

std::string page_title(const Summary& s) {
  std::string title = "Wafer " + s.wafer.id;
  if (!s.wafer.lot.empty()) title += ", lot " + s.wafer.lot;
  return detail::escaped(title);
}

std::string judged_from(const Summary& s) {
  if (!s.judged_from) return {};
  return "; judged again from the result " + detail::escaped(s.judged_from->result_path) + " (recipe " +
         detail::escaped(s.judged_from->recipe_name) + ", SHA-256 <code>" +
         detail::escaped(s.judged_from->recipe_sha256) + "</code>), without the pixels";
}

std::string footer(const Summary& s) {
  const std::string program = s.software.name + " " + s.software.version + " (" + s.software.commit + ")";
  return "<footer>Made by " + detail::escaped(program) + " with the recipe " + detail::escaped(s.recipe_name) +
         ", SHA-256 <code>" + detail::escaped(s.recipe_sha256) + "</code>" + judged_from(s) +
         ". The figures are in summary.json, " +
         (s.surface ? "map and defects in wafer.h5" : "every chip is in chips.h5") + ".</footer>\n";
}

}  // namespace

std::string report_html(const ResultData& data, const Summary& summary, std::span<const WaferMap> maps) {
  std::string page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + page_title(summary) +
          "</title>\n<style>";
  page.append(kStyle).append("</style>\n</head>\n<body>\n");
  page += detail::head_section(summary);
  if (data.surface) {
    page += detail::surface_sections(data, summary, maps) + detail::timing_section(summary) + footer(summary);
    return page + "</body>\n</html>\n";
  }
  page += detail::key_figures(summary);
  page += detail::warnings_section(summary);
  page += detail::limits_section(summary);
  page += detail::counts_section(summary);
  page += detail::maps_section(maps);
  page += detail::histograms_section(data.table);
  page += detail::uniformity_section(summary);
  page += detail::leakage_section(data);
  page += detail::wavelength_section(data);
  page += detail::appearance_section(data, maps);
  page += detail::el_section(data, summary, maps);
  page += detail::registration_section(summary);
  page += detail::not_measured_section(data, summary);
  page += detail::timing_section(summary);
  page += footer(summary);
  return page + "</body>\n</html>\n";
}

}  // namespace pellucid
