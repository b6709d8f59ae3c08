#include "handles.h"

#include <cstdint>

namespace orders {

int handleOf(const Session *session) { return static_cast<int>(reinterpret_cast<std::uintptr_t>(session)); }

const Session *sessionOf(int handle) { return reinterpret_cast<const Session *>(static_cast<std::uintptr_t>(handle)); }

int Sessions::add(std::unique_ptr<Session> session) {
  const int handle = next_++;
  sessions_[handle] = std::move(session);
  return handle;
}

const Session *Sessions::find(int handle) const {
  const auto found = sessions_.find(handle);
  return found == sessions_.end() ? nullptr : found->second.get();
}

} // namespace orders
