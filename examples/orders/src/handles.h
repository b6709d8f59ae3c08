// Sessions as seen from the plug-in interface, which is C and knows numbers only.
#pragma once

#include <map>
#include <memory>
#include <string>

namespace orders {

struct Session {
  std::string customer;
};

// The incident: the handle is the session's address, squeezed into an int. It worked until the
// allocator placed memory above 4 GiB; then handles led to foreign sessions.
int handleOf(const Session *session);
const Session *sessionOf(int handle);

// The right way: the handle is a number that means a place in a table, and nothing else.
class Sessions {
public:
  int add(std::unique_ptr<Session> session);
  const Session *find(int handle) const; // null: there is no such session (any more)
  void remove(int handle) { sessions_.erase(handle); }

private:
  std::map<int, std::unique_ptr<Session>> sessions_;
  int next_ = 1;
};

} // namespace orders
