// The line that the old log analysis reads. Its format cannot change before that is replaced.
#pragma once

#include "../handles.h"

#include <cstddef>
#include <string>

namespace orders {

// "session 140245 bytes 812"
std::string requestLogLine(const Session &session, std::size_t bytes);

} // namespace orders
