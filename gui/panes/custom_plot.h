/// QCustomPlot's header, which wants Qt's keywords that the viewer does without. Include it in place of
/// <qcustomplot.h>, in source files only.
#pragma once

#define signals Q_SIGNALS
#define slots Q_SLOTS
#define emit Q_EMIT
#define foreach Q_FOREACH
#include <qcustomplot.h>
#undef signals
#undef slots
#undef emit
#undef foreach
