// libgit2 in C++: handles that free themselves, its last error as a Problem.
#pragma once

#include "core/support/result.h"

#include <git2.h>
#include <memory>
#include <string>

namespace lintel::git {

// Prepares the library, once in a process.
void initialise();

template <auto Free> struct Release {
  template <class T> void operator()(T *handle) const { Free(handle); }
};
template <class T, auto Free> using Handle = std::unique_ptr<T, Release<Free>>;

using Repository = Handle<git_repository, git_repository_free>;
using Index = Handle<git_index, git_index_free>;
using Config = Handle<git_config, git_config_free>;
using Object = Handle<git_object, git_object_free>;
using Commit = Handle<git_commit, git_commit_free>;
using Tree = Handle<git_tree, git_tree_free>;
using Blob = Handle<git_blob, git_blob_free>;
using Database = Handle<git_odb, git_odb_free>;
using Diff = Handle<git_diff, git_diff_free>;
using Reference = Handle<git_reference, git_reference_free>;
using Remote = Handle<git_remote, git_remote_free>;
using ReferenceIterator = Handle<git_reference_iterator, git_reference_iterator_free>;

// Calls function(&raw, arguments...) and hands what it made to the handle; the library's error code.
template <class H, class Function, class... Arguments> int make(H &handle, Function function, Arguments... arguments) {
  typename H::pointer raw = nullptr;
  const int error = function(&raw, arguments...);
  if (error == 0) handle.reset(raw);
  return error;
}

// A buffer that the library allocates.
class Buffer {
public:
  Buffer() = default;
  ~Buffer() { git_buf_dispose(&buffer_); }
  Buffer(const Buffer &) = delete;
  Buffer &operator=(const Buffer &) = delete;
  git_buf *get() { return &buffer_; }
  std::string text() const { return buffer_.ptr ? std::string(buffer_.ptr, buffer_.size) : std::string(); }

private:
  git_buf buffer_ = GIT_BUF_INIT;
};

// what, with the library's own reason after it.
Problem problem(std::string what, std::string hint = "");

std::string hex(const git_oid &id);

} // namespace lintel::git
