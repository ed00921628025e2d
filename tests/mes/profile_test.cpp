/// Export profiles: what they may say, and how a wrong one is refused.
#include "mes/profile.h"

#include <gtest/gtest.h>

#include "tests/mes/marked_wafer.h"

namespace pellucid::mes::test {
namespace {

Result<ExportProfile> parsed(const std::string& body) {
  return parse_profile(R"({"schema": "pellucid.export/1", )" + body + "}", "fab.json");
}

TEST(Profile, TheSampleIsRead) {
  const auto profile = read_profile(std::filesystem::path(PELLUCID_SOURCE_DIR) / "samples/profiles/fab_export.json");
  ASSERT_TRUE(profile) << profile.error().message();
  EXPECT_EQ(profile->device, "MLED40");
  EXPECT_EQ(profile->station[2], "PLI01");
  EXPECT_EQ(profile->orientation, MarkSide::down);
  EXPECT_EQ(profile->rule(ChipClass::dark).bin, 7);
  EXPECT_EQ(profile->rule(ChipClass::dark).name, "DarkChip");
  EXPECT_FALSE(profile->rule(ChipClass::retest).defect);
}

TEST(Profile, KeysThatAreLeftOutKeepTheirDefaults) {
  const auto profile = parsed(R"("frame": {"origin": "lower_left"})");
  ASSERT_TRUE(profile) << profile.error().message();
  EXPECT_EQ(profile->axes.origin, Origin::lower_left);
  EXPECT_FALSE(profile->orientation);
  EXPECT_EQ(profile->klarf.year_digits, 2);
  EXPECT_TRUE(profile->rule(ChipClass::good).pass);
  EXPECT_FALSE(profile->rule(ChipClass::good).defect);
  EXPECT_TRUE(profile->rule(ChipClass::retest).defect);
  EXPECT_FALSE(profile->rule(ChipClass::unmeasured).defect);
  EXPECT_FALSE(profile->rule(ChipClass::unmeasured).tested);
}

TEST(Profile, AWrongOneIsRefusedByItsKey) {
  const struct {
    const char* body;
    const char* what;
    const char* expected;
  } cases[] = {
      {R"("frames": {})", "unknown key frames", "frame"},
      {R"("frame": {"orientatoin": "down"})", "unknown key frame.orientatoin", "orientation"},
      {R"("frame": {"orientation": "south"})", "frame.orientation", "down, left, up or right"},
      {R"("frame": {"origin": 3})", "frame.origin", "lower_left"},
      {R"("frame": [])", "frame has the wrong type", "an object"},
      {R"("klarf": {"year_digits": 3})", "klarf.year_digits", "2 or 4"},
      {R"("klarf": {"max_defects": -1})", "klarf.max_defects", "0 to"},
      {R"("klarf": {"max_defects": 1.5})", "klarf.max_defects", "0 to"},
      {R"("klarf": {"max_defects": 18446744073709551615})", "klarf.max_defects", "0 to"},
      {R"("map": {"bin_type": "HEX"})", "map.bin_type", "hexadecimal"},
      {R"("map": {"by_field": 1})", "map.by_field", "true or false"},
      {R"("classes": {"dull": {}})", "unknown key classes.dull", "dark"},
      {R"("classes": {"dark": {"bin": 254}})", "classes.dark.bin", "0 to 253"},
      {R"("classes": {"dark": {"colour": 1}})", "unknown key classes.dark.colour", "number"},
      {R"("ids": {"lot": "a\nb"})", "ids.lot", "a text"},
      {R"("ids": {"lot": 7})", "ids.lot", "a text"},
  };
  for (const auto& c : cases) {
    const auto profile = parsed(c.body);
    ASSERT_FALSE(profile) << c.body;
    EXPECT_EQ(profile.error().code, "mes.profile");
    const std::string message = profile.error().message();
    EXPECT_NE(message.find("fab.json"), std::string::npos) << message;
    EXPECT_NE(message.find(c.what), std::string::npos) << message;
    EXPECT_NE(message.find(c.expected), std::string::npos) << message;
  }
  EXPECT_EQ(parse_profile("{", "p").error().code, "mes.profile");
  EXPECT_EQ(parse_profile("[]", "p").error().code, "mes.profile");
  EXPECT_EQ(parse_profile(R"({"schema": "pellucid.recipe/1"})", "p").error().code, "mes.profile");
  EXPECT_EQ(read_profile("/nowhere/profile.json").error().code, "mes.unreadable");
}

}  // namespace
}  // namespace pellucid::mes::test
