#include "results/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "results/detail/html.h"
#include "tests/results/synthetic.h"

namespace pellucid {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string report_of(const ResultData& data) {
  return report_html(data, summarize(data), draw_maps(map_subject(data)).value());
}

TEST(Report, EscapesWhatComesFromOutside) {
  ResultData data = testing::synthetic_result({.pitch_um = {1000, 1000}});
  const std::string evil = "<script>alert('x & \"y\"')</script>";
  data.wafer.id = data.wafer.lot = data.scan_id = data.acquired_at = data.tool_id = data.recipe_name =
      data.input.scan_path = evil;
  data.warnings = {evil};
  data.el->warnings = {evil};
  data.limits[0].name = data.timing[0].stage = data.registrations[0].confidence_basis = evil;
  data.layers[0].tiles[1].file = evil;
  const std::string html = report_of(data);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;x &amp; &quot;y&quot;&#39;)&lt;/script&gt;"));
}

TEST(Report, NeedsNoNetworkAndNoScript) {
  const std::string html = report_of(testing::synthetic_result({.pitch_um = {1000, 1000}}));
  for (const char* word :
       {"http://", "https://", "//cdn", "<link", "@import", "url(", "<script", "javascript:", "<iframe"}) {
    EXPECT_THAT(html, Not(HasSubstr(word)));
  }
  std::size_t sources = 0, inlined = 0;
  for (std::size_t at = html.find("src=\""); at != std::string::npos; at = html.find("src=\"", at + 1)) {
    ++sources;
    inlined += html.compare(at, 32, "src=\"data:image/png;base64,iVBORw", 0, 32) == 0;
  }
  EXPECT_EQ(sources, inlined);
  EXPECT_GE(sources, 10U);
}

TEST(Report, SaysWhatWasFoundAndWhatWasNotMeasured) {
  ResultData data = testing::synthetic_result({.pitch_um = {400, 400}});
  data.limits = {{"min_yield", 0.9999, 0.98, false}};
  const std::string html = report_of(data);
  EXPECT_THAT(html, HasSubstr("<div class=\"verdict fail\">FAIL</div>"));
  EXPECT_THAT(html, HasSubstr(data.recipe_sha256));
  EXPECT_THAT(html, HasSubstr("pl/x001_y000.tif"));
  EXPECT_THAT(html, HasSubstr("no reflectance layer"));
  EXPECT_THAT(html, HasSubstr("underkill"));
  EXPECT_THAT(html, HasSubstr("0.99931 to 0.99942"));
  data.limits.clear();
  EXPECT_THAT(report_of(data), HasSubstr("no limits set"));
}

TEST(Report, WithoutElAndWithoutChipsItStillStands) {
  EXPECT_THAT(report_of(testing::synthetic_result({.pitch_um = {1000, 1000}, .el = false})), HasSubstr("no EL test"));
  EXPECT_THAT(report_of({}), HasSubstr("</html>"));
}

TEST(Html, Base64IsTheStandards) {
  const std::vector<std::uint8_t> bytes{'M', 'a', 'n', 'y'};
  EXPECT_EQ(detail::png_data_uri(bytes), "data:image/png;base64,TWFueQ==");
}

}  // namespace
}  // namespace pellucid
