// One function for each format; report.cpp chooses.
#pragma once

#include "core/report/report.h"

#include <string>

namespace lintel::report {

std::string renderText(const Judgement &judgement, const Context &context);
std::string renderJson(const Judgement &judgement, const Context &context);
std::string renderSarif(const Judgement &judgement, const Context &context);

} // namespace lintel::report
