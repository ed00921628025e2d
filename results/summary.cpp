#include "results/summary.h"

#include <algorithm>
#include <fstream>
#include <numeric>
#include <sstream>

#include "core/judge/signatures.h"
#include "results/chips_h5.h"
#include "results/detail/appearance_json.h"
#include "results/detail/leak_json.h"
#include "results/detail/summary_parts.h"
#include "results/detail/surface_json.h"
#include "results/detail/wavelength_json.h"
#include "results/results_error.h"

namespace pellucid {

namespace {

using detail::Json;
using detail::number;
using detail::to_number;

Json spread_json(const Spread& spread) {
  return {{"mean", number(spread.mean)}, {"std", number(spread.std)}};
}
Spread spread_from(const Json& json) {
  return {to_number(json.at("mean")), to_number(json.at("std"))};
}

Json uniformity_json(const Uniformity& found) {
  Json json{{"of", "good chips, first layer"},
            {"intensity_e", spread_json(found.intensity_e)},
            {"relative_intensity", spread_json(found.relative_intensity)},
            {"zone_scheme", kZoneScheme}};
  for (std::size_t i = 0; i < found.zones.size(); ++i) {
    const ZoneFigures& zone = found.zones[i];
    json["zones"].push_back({{"zone", kZoneNames[i]},
                             {"chips", zone.chips},
                             {"measured", zone.measured},
                             {"good", zone.good},
                             {"intensity_e", spread_json(zone.intensity_e)},
                             {"relative_intensity", spread_json(zone.relative_intensity)}});
  }
  return json;
}

Uniformity uniformity_from(const Json& json) {
  Uniformity found{spread_from(json.at("intensity_e")), spread_from(json.at("relative_intensity")), {}};
  for (std::size_t i = 0; i < found.zones.size(); ++i) {
    const Json& zone = json.at("zones").at(i);
    found.zones[i] = {zone.at("chips"), zone.at("measured"), zone.at("good"), spread_from(zone.at("intensity_e")),
                      spread_from(zone.at("relative_intensity"))};
  }
  return found;
}

Json counts_json(const ClassCounts& counts) {
  Json json;
  for (std::size_t i = 0; i < counts.size(); ++i) json[std::string(name_of(kAllClasses[i]))] = counts[i];
  return json;
}

/// The first layer's registration, or of the first that has one; null where none has.
Json main_registration_json(const Summary& summary) {
  const LayerSummary* found = nullptr;
  for (const LayerSummary& layer : summary.layers) {
    if (layer.registration && (found == nullptr || layer.name == summary.first_layer)) found = &layer;
  }
  return found == nullptr ? Json(nullptr) : detail::registration_json(*found->registration);
}

Json limits_json(const std::vector<LimitCheck>& limits) {
  Json json = Json::array();
  for (const LimitCheck& check : limits) {
    json.push_back({{"name", check.name},
                    {"limit", number(check.limit)},
                    {"found", number(check.found)},
                    {"passed", check.passed}});
  }
  return json;
}

Json judged_from_json(const JudgedFrom& from) {
  return {{"result", from.result_path}, {"recipe", {{"name", from.recipe_name}, {"sha256", from.recipe_sha256}}}};
}

Json timing_json(const std::vector<StageTime>& timing) {
  Json json = Json::object();
  for (const StageTime& stage : timing) {
    const double before = json.contains(stage.stage) ? to_number(json[stage.stage]) : 0.0;
    json[stage.stage] = number(before + stage.seconds);
  }
  return json;
}

Summary summary_from(const Json& json) {
  Summary s;
  s.scan_id = json.at("scan_id");
  s.acquired_at = json.at("acquired_at");
  s.tool_id = json.at("tool_id");
  s.wafer = detail::wafer_from(json.at("wafer"));
  const Json& software = json.at("software");
  s.software = {software.at("name"), software.at("version"), software.at("commit")};
  s.recipe_name = json.at("recipe").at("name");
  s.recipe_sha256 = json.at("recipe").at("sha256");
  if (json.contains("judged_from") && !json["judged_from"].is_null()) {
    const Json& from = json["judged_from"];
    s.judged_from = {from.at("result"), from.at("recipe").at("name"), from.at("recipe").at("sha256")};
  }
  const Json& input = json.at("input");
  s.input = {input.at("scan_path"), input.at("bytes"), input.at("pixels"), input.at("manifest_sha256")};
  for (const Json& layer : json.at("layers")) s.layers.push_back(detail::layer_from(layer));
  s.first_layer = json.at("first_layer");
  s.yield = to_number(json.at("yield"));
  if (json.contains("surface")) {
    s.surface = detail::surface_from(json);
  } else {
    for (std::size_t i = 0; i < s.counts.size(); ++i)
      s.counts[i] = json.at("counts").at(std::string(name_of(kAllClasses[i])));
    s.uniformity = uniformity_from(json.at("uniformity"));
  }
  s.signatures = json.at("signatures").get<std::vector<std::string>>();
  if (json.contains("leakage") && !json["leakage"].is_null()) s.leak = detail::leak_from(json["leakage"]);
  if (json.contains("wavelength") && !json["wavelength"].is_null())
    s.wavelength = detail::wavelength_from(json["wavelength"]);
  if (json.contains("appearance") && !json["appearance"].is_null())
    s.appearance = detail::appearance_from(json["appearance"]);
  if (!json.at("el").is_null()) {
    s.el = detail::el_from(json["el"]);
    s.el_disagreements = json["el"].at("disagreements");
  }
  for (const Json& check : json.at("limits")) {
    s.limits.push_back(
        {check.at("name"), to_number(check.at("limit")), to_number(check.at("found")), check.at("passed")});
  }
  for (const auto& [stage, seconds] : json.at("timing_s").items()) s.timing.push_back({stage, to_number(seconds)});
  s.peak_memory_bytes = json.at("peak_memory_bytes");
  s.warnings = json.at("warnings").get<std::vector<std::string>>();
  if (json.contains("judge_warnings")) s.judge_warnings = json["judge_warnings"].get<std::vector<std::string>>();
  return s;
}

LayerSummary layer_of(const LayerGeometry& layer, const std::vector<LayerRegistration>& registrations) {
  LayerSummary found{layer.name, layer.kind, layer.method, layer.pixel_um, layer.excitation, 0, {}, {}};
  found.tiles = static_cast<std::int64_t>(layer.tiles.size());
  for (const TilePlacement& tile : layer.tiles) {
    if (!tile.present) found.missing_tiles.push_back(tile.file);
  }
  const auto registration = std::ranges::find(registrations, layer.name, &LayerRegistration::layer);
  if (registration != registrations.end()) {
    found.registration = *registration;
    found.registration->tile_correction_um.clear();
  }
  return found;
}

}  // namespace

bool Summary::limits_hold() const {
  return std::ranges::all_of(limits, &LimitCheck::passed);
}

std::int64_t Summary::chips() const {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

Summary summarize(const ResultData& data) {
  Summary s;
  s.scan_id = data.scan_id;
  s.acquired_at = data.acquired_at;
  s.tool_id = data.tool_id;
  s.wafer = data.wafer;
  s.software = software();
  s.recipe_name = data.recipe_name;
  s.recipe_sha256 = data.recipe_sha256;
  s.judged_from = data.judged_from;
  s.input = data.input;
  for (const LayerGeometry& layer : data.layers) s.layers.push_back(layer_of(layer, data.registrations));
  if (!data.table.layers.empty()) s.first_layer = data.table.layers.front().layer;
  s.counts = count_classes(data.table);
  s.yield = yield_of(s.counts);
  s.uniformity = uniformity_of(data.table, data.wafer);
  s.signatures = signature_lines(data.table, data.wafer);
  if (data.surface) s.surface = summarize(*data.surface);
  s.leak = data.leak;
  if (s.leak) s.leak->warnings.clear();
  if (data.wavelength) {
    s.wavelength = data.wavelength;
    s.wavelength->warnings.clear();
    s.wavelength->sites.clear();
    s.wavelength->plots.clear();
  }
  s.appearance = data.appearance;
  if (data.el) {
    s.el_disagreements = static_cast<std::int64_t>(data.el->disagreements.size());
    s.el = *data.el;
    s.el->disagreements.clear();
  }
  s.limits = data.limits;
  s.timing = data.timing;
  s.peak_memory_bytes = data.peak_memory_bytes;
  s.warnings = data.warnings;
  s.judge_warnings = data.judge_warnings;
  return s;
}

std::string summary_json(const Summary& s) {
  Json json{{"schema", kResultSchema},
            {"scan_id", s.scan_id},
            {"acquired_at", s.acquired_at},
            {"tool_id", s.tool_id},
            {"wafer", detail::wafer_json(s.wafer)},
            {"software", {{"name", s.software.name}, {"version", s.software.version}, {"commit", s.software.commit}}},
            {"recipe", {{"name", s.recipe_name}, {"sha256", s.recipe_sha256}}},
            {"judged_from", s.judged_from ? judged_from_json(*s.judged_from) : Json(nullptr)},
            {"input",
             {{"scan_path", s.input.scan_path},
              {"bytes", s.input.bytes},
              {"pixels", s.input.pixels},
              {"manifest_sha256", s.input.manifest_sha256}}},
            {"chips", s.chips()},
            {"counts", counts_json(s.counts)},
            {"yield", number(s.yield)},
            {"limits", limits_json(s.limits)},
            {"limits_hold", s.limits_hold()},
            {"registration", main_registration_json(s)},
            {"uniformity", uniformity_json(s.uniformity)},
            {"signatures", s.signatures},
            {"leakage", s.leak ? detail::leak_json(*s.leak) : Json(nullptr)},
            {"wavelength", s.wavelength ? detail::wavelength_json(*s.wavelength) : Json(nullptr)},
            {"appearance", s.appearance ? detail::appearance_json(*s.appearance) : Json(nullptr)},
            {"el", s.el ? detail::el_json(*s.el, s.el_disagreements) : Json(nullptr)},
            {"timing_s", timing_json(s.timing)},
            {"peak_memory_bytes", s.peak_memory_bytes},
            {"warnings", s.warnings},
            {"judge_warnings", s.judge_warnings},
            {"first_layer", s.first_layer},
            {"layers", Json::array()}};
  for (const LayerSummary& layer : s.layers) json["layers"].push_back(detail::layer_json(layer));
  if (s.surface) {
    json["counts"] = detail::surface_counts_json(*s.surface);
    json["uniformity"] = detail::surface_uniformity_json(s.surface->uniformity);
    json["surface"] = detail::surface_json(*s.surface);
    json["first_layer"] = s.surface->layer;
  }
  // A name from outside may be no UTF-8; the file must be.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<void> write_summary(const Summary& summary, const std::filesystem::path& path) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << summary_json(summary);
  file.close();
  if (!file) return fail(internal_error(results_error::kIo, path.string(), "cannot write the file"));
  return {};
}

Result<Summary> read_summary(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return fail(bad_input(results_error::kNotFound, path.string(), "cannot read the file", "summary.json"));
  try {
    const Json json = Json::parse(text.str());
    const std::string schema = json.is_object() ? json.value("schema", "none") : "none";
    if (schema != kResultSchema) {
      return fail(bad_input(results_error::kSchema, path.string(), "another schema", kResultSchema, schema));
    }
    return summary_from(json);
  } catch (const std::exception& e) {
    return fail(bad_input(results_error::kMalformed, path.string(), e.what(), "a summary of a result"));
  }
}

}  // namespace pellucid
