// What the tables of an equipment hold from the start: its variables, constants, events and alarms.
#include "gem/equipment.h"

namespace pellucid::gem {

std::vector<Id> Equipment::alarms_that(bool Alarm::*holds) const {
  std::vector<Id> ids;
  for (const auto& [id, alarm] : alarms_) {
    if (alarm.*holds) ids.push_back(id);
  }
  return ids;
}

void Equipment::add_variables() {
  const auto code = [](auto state) { return Item::u1(static_cast<std::uint8_t>(state)); };
  const auto count = [](std::uint64_t number) { return Item::u4(static_cast<std::uint32_t>(number)); };
  Variables& v = variables_;
  v.add_status(status::kClock, "Clock", "", [this] { return Item::ascii(clock_text()); });
  v.add_status(status::kControlState, "ControlState", "", [this, code] { return code(control_); });
  v.add_status(status::kPreviousControlState, "PreviousControlState", "",
               [this, code] { return code(previous_control_); });
  v.add_status(status::kProcessState, "ProcessState", "", [this, code] { return code(inspection_.state()); });
  v.add_status(status::kRecipe, "PPExecName", "", [this] { return Item::ascii(inspection_.selected_recipe()); });
  v.add_status(status::kQueueLength, "QueueLength", "", [this, count] { return count(inspection_.queue_length()); });
  v.add_status(status::kEventsEnabled, "EventsEnabled", "", [this] { return id_list(reports_.enabled_events()); });
  v.add_status(status::kAlarmsEnabled, "AlarmsEnabled", "",
               [this] { return id_list(alarms_that(&Alarm::is_enabled)); });
  v.add_status(status::kAlarmsSet, "AlarmsSet", "", [this] { return id_list(alarms_that(&Alarm::is_set)); });
  v.add_status(status::kSpoolCountActual, "SpoolCountActual", "", [this, count] { return count(spool_.size()); });
  v.add_status(status::kSpoolCountTotal, "SpoolCountTotal", "", [this, count] { return count(spool_.total()); });
  v.add_status(status::kSpoolState, "SpoolState", "", [this] { return Item::u1(outbox_.is_spool_active() ? 1 : 0); });
  v.add_status(status::kSoftware, "Software", "", [this] { return Item::ascii(options_.software); });
  v.add_status(status::kLastTerminalMessage, "LastTerminalMessage", "",
               [this] { return Item::ascii(last_terminal_message_); });

  const Item text = Item::ascii(""), whole = Item::u8(0);
  for (const auto& [id, name] :
       {std::pair(data::kScanPath, "ScanPath"), std::pair(data::kLotId, "LotID"), std::pair(data::kWaferId, "WaferID"),
        std::pair(data::kResultPath, "ResultPath"), std::pair(data::kOutcome, "Outcome"),
        std::pair(data::kErrorText, "ErrorText"), std::pair(data::kRecipeSha256, "RecipeSHA256"),
        std::pair(data::kMapPath, "MapPath"), std::pair(data::kMapSha256, "MapSHA256"),
        std::pair(data::kFileName, "FileName"), std::pair(data::kFilePath, "FilePath"),
        std::pair(data::kFileSha256, "FileSHA256"), std::pair(data::kFileLotId, "FileLotID"),
        std::pair(data::kFileWaferId, "FileWaferID"), std::pair(data::kChangedRecipe, "PPChangeName"),
        std::pair(data::kAlarmText, "AlarmText")}) {
    v.add_data(id, name, "", text);
  }
  for (const auto& [id, name] : {std::pair(data::kListed, "ChipsListed"), std::pair(data::kMeasured, "ChipsMeasured"),
                                 std::pair(data::kGood, "ChipsGood"), std::pair(data::kMissing, "ChipsMissing"),
                                 std::pair(data::kDark, "ChipsDark"), std::pair(data::kDim, "ChipsDim")}) {
    v.add_data(id, name, "chip", whole);
  }
  v.add_data(data::kMapBytes, "MapBytes", "byte", whole);
  v.add_data(data::kFileBytes, "FileBytes", "byte", whole);
  v.add_data(data::kYield, "Yield", "", Item::f8(0));
  v.add_data(data::kRecipeChange, "PPChangeStatus", "", Item::u1(0));
  v.add_data(data::kAlarmId, "AlarmID", "", Item::u4(0));

  v.add_constant(constant::kEstablishTimeout, "EstablishCommunicationsTimeout", "s", options_.establish_s, 1, 3600);
  v.add_constant(constant::kTimeFormat, "TimeFormat", "", 1, 0, 2);
  v.add_constant(constant::kSpooling, "EnableSpooling", "", 1, 0, 1);
  v.add_constant(constant::kMaxSpoolTransmit, "MaxSpoolTransmit", "", 0, 0, 1'000'000);
  v.add_constant(constant::kOverwriteSpool, "OverWriteSpool", "", 0, 0, 1);
}

void Equipment::add_events_and_alarms() {
  for (const auto& [id, name] :
       {std::pair(event::kEquipmentOffline, "EquipmentOffline"), std::pair(event::kControlLocal, "ControlStateLocal"),
        std::pair(event::kControlRemote, "ControlStateRemote"),
        std::pair(event::kProcessStateChange, "ProcessStateChange"),
        std::pair(event::kRecipeSelected, "RecipeSelected"), std::pair(event::kRecipeChanged, "RecipeChanged"),
        std::pair(event::kWaferStarted, "WaferStarted"), std::pair(event::kWaferCompleted, "WaferCompleted"),
        std::pair(event::kDefectMapReady, "DefectMapReady"), std::pair(event::kWaferFailed, "WaferFailed"),
        std::pair(event::kFileReady, "FileReady"), std::pair(event::kAlarmSet, "AlarmSet"),
        std::pair(event::kAlarmCleared, "AlarmCleared"), std::pair(event::kSpoolingActivated, "SpoolingActivated"),
        std::pair(event::kSpoolingDeactivated, "SpoolingDeactivated"),
        std::pair(event::kConstantChanged, "ConstantChanged")}) {
    reports_.add_event(id, name);
  }
  alarms_[alarm::kInspectionFailed].name = "a wafer could not be inspected";
  alarms_[alarm::kLimitsFailed].name = "a wafer fails the limits of its recipe";
  alarms_[alarm::kResultNotWritten].name = "a result could not be written";
  alarms_[alarm::kSpoolFull].name = "the spool is full";
}

}  // namespace pellucid::gem
