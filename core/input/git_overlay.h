// Puts a tree over the work tree: what differs becomes an overlay, within a bound.
#pragma once

#include "core/input/git_impl.h"

#include <optional>

namespace lintel {

class OverlayBuilder {
public:
  // differing: paths at which the work tree is not, or may not be, what the tree has.
  OverlayBuilder(const GitRepository::Impl &repository, const TreeEntries &tree, const std::set<std::string> &differing)
      : repository_(repository), tree_(tree), differing_(differing) {}

  Result<Overlay> build();

private:
  using Text = std::optional<std::string>;

  Result<Text> textOf(const TreeEntry &entry, const std::string &path) const;
  Status add(Overlay &overlay, const std::string &path, Text text);

  // A link shows what it leads to in the tree, not what the disk has in that place.
  Status addLink(const std::string &link);
  Status addLinkedFile(const std::string &link, const std::string &target);
  Status addLinkedDirectory(const std::string &link, const std::string &target);
  // Where a path of the tree leads, all links resolved; nullopt: out of the tree, or in a circle.
  Result<std::optional<std::string>> resolve(std::string rest) const;
  bool isDirectory(const std::string &path) const;

  const GitRepository::Impl &repository_;
  const TreeEntries &tree_;
  const std::set<std::string> &differing_;
  Overlay files_; // repo-relative
  Overlay links_; // the same at and behind links; made from files_ alone, so that links to links end
  std::uint64_t size_ = 0;
};

} // namespace lintel
