/// Every number a host may know: variables, constants, events, alarms. Never renumbered; docs/secs-gem.md lists them.
#pragma once

#include <cstdint>

namespace pellucid::gem {

using Id = std::uint64_t;

namespace status {  // SVID
inline constexpr Id kClock = 1, kControlState = 2, kPreviousControlState = 3, kProcessState = 4, kRecipe = 5,
                    kQueueLength = 6, kEventsEnabled = 7, kAlarmsEnabled = 8, kAlarmsSet = 9, kSpoolCountActual = 10,
                    kSpoolCountTotal = 11, kSpoolState = 12, kSoftware = 13, kLastTerminalMessage = 14;
}

namespace data {  // DVID: what the last event of its kind left behind
inline constexpr Id kScanPath = 100, kLotId = 101, kWaferId = 102, kResultPath = 103, kOutcome = 104, kYield = 105,
                    kListed = 106, kMeasured = 107, kGood = 108, kMissing = 109, kDark = 110, kDim = 111,
                    kErrorText = 112, kRecipeSha256 = 113, kMapPath = 120, kMapBytes = 121, kMapSha256 = 122,
                    kChangedRecipe = 130, kRecipeChange = 131, kAlarmId = 140, kAlarmText = 141, kFileName = 150,
                    kFilePath = 151, kFileBytes = 152, kFileSha256 = 153, kFileLotId = 154, kFileWaferId = 155;
}

namespace constant {  // ECID
inline constexpr Id kEstablishTimeout = 1001, kTimeFormat = 1002, kSpooling = 1003, kMaxSpoolTransmit = 1004,
                    kOverwriteSpool = 1005;
}

namespace event {  // CEID
inline constexpr Id kEquipmentOffline = 1, kControlLocal = 2, kControlRemote = 3, kProcessStateChange = 4,
                    kRecipeSelected = 5, kRecipeChanged = 6, kWaferStarted = 10, kWaferCompleted = 11,
                    kDefectMapReady = 12, kWaferFailed = 13, kFileReady = 14, kAlarmSet = 20, kAlarmCleared = 21,
                    kSpoolingActivated = 30, kSpoolingDeactivated = 31, kConstantChanged = 40;
}

namespace alarm {  // ALID
inline constexpr Id kInspectionFailed = 1, kLimitsFailed = 2, kResultNotWritten = 3, kSpoolFull = 4;
}

}  // namespace pellucid::gem
