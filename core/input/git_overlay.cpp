#include "core/input/git_overlay.h"

namespace lintel {
namespace {

constexpr std::uint64_t kMaxOverlaySize = 1ull << 30;
constexpr std::uint64_t kEntryCost = 256; // so that the number of paths without content is bounded too
constexpr std::uint64_t kMaxLinkTarget = 4096;
constexpr int kMaxLinks = 40; // as the kernel resolves at most

std::string below(const std::string &directory) { return directory.empty() ? "" : directory + "/"; }

// Removes the first name of a relative path and returns it.
std::string takeName(std::string &path) {
  const auto slash = path.find('/');
  std::string name = path.substr(0, slash);
  path.erase(0, slash == std::string::npos ? slash : slash + 1);
  return name;
}

std::string parentOf(const std::string &path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

} // namespace

Result<Overlay> OverlayBuilder::build() {
  for (const std::string &path : differing_) {
    const auto entry = tree_.find(path);
    if (entry != tree_.end() && !entry->second.isRegular()) continue;
    auto text = entry == tree_.end() ? Result<Text>(Text()) : textOf(entry->second, path);
    if (!text) return fail(std::move(text.error()));
    if (auto added = add(files_, path, std::move(*text)); !added) return fail(std::move(added.error()));
  }
  for (const auto &[path, entry] : tree_) {
    if (!entry.isLink()) continue;
    if (auto added = addLink(path); !added) return fail(std::move(added.error()));
  }
  Overlay overlay;
  for (Overlay *part : {&links_, &files_})
    for (auto &[path, text] : *part) overlay.insert_or_assign(repository_.absolute(path), std::move(text));
  return overlay;
}

Result<OverlayBuilder::Text> OverlayBuilder::textOf(const TreeEntry &entry, const std::string &path) const {
  auto text = repository_.content(entry.id, path);
  if (!text) return fail(std::move(text.error()));
  return Text(std::move(*text));
}

Status OverlayBuilder::add(Overlay &overlay, const std::string &path, Text text) {
  size_ += kEntryCost + (text ? text->size() : 0);
  if (size_ > kMaxOverlaySize)
    return fail("the work tree and the tree in Git differ by more than " + std::to_string(kMaxOverlaySize) + " bytes");
  overlay.insert_or_assign(path, std::move(text));
  return {};
}

Status OverlayBuilder::addLink(const std::string &link) {
  auto target = resolve(link);
  if (!target) return fail(std::move(target.error()));
  if (*target && tree_.contains(**target)) return addLinkedFile(link, **target);
  if (*target && isDirectory(**target)) return addLinkedDirectory(link, **target);
  // It leads nowhere in the tree: what the disk shows stands, unless the disk has something else there.
  return differing_.contains(link) ? add(links_, link, std::nullopt) : Status();
}

Status OverlayBuilder::addLinkedFile(const std::string &link, const std::string &target) {
  if (const auto file = files_.find(target); file != files_.end()) return add(links_, link, file->second);
  const TreeEntry &entry = tree_.at(target);
  if (!differing_.contains(link) || !entry.isRegular()) return {};
  auto text = textOf(entry, target);
  if (!text) return fail(std::move(text.error()));
  return add(links_, link, std::move(*text));
}

Status OverlayBuilder::addLinkedDirectory(const std::string &link, const std::string &target) {
  const std::string prefix = below(target);
  const auto aliasOf = [&](const std::string &path) { return link + "/" + path.substr(prefix.size()); };
  for (auto file = files_.lower_bound(prefix); file != files_.end() && file->first.starts_with(prefix); ++file)
    if (auto added = add(links_, aliasOf(file->first), file->second); !added) return added;
  if (!differing_.contains(link)) return {};

  // The disk has no such link: everything behind it comes from the tree.
  if (auto added = add(links_, link, std::nullopt); !added) return added;
  for (auto entry = tree_.lower_bound(prefix); entry != tree_.end() && entry->first.starts_with(prefix); ++entry) {
    if (!entry->second.isRegular() || files_.contains(entry->first)) continue;
    auto text = textOf(entry->second, entry->first);
    if (!text) return fail(std::move(text.error()));
    if (auto added = add(links_, aliasOf(entry->first), std::move(*text)); !added) return added;
  }
  return {};
}

Result<std::optional<std::string>> OverlayBuilder::resolve(std::string rest) const {
  std::string resolved;
  for (int links = 0; !rest.empty();) {
    const std::string name = takeName(rest);
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      if (resolved.empty()) return std::nullopt;
      resolved = parentOf(resolved);
      continue;
    }
    const std::string path = below(resolved) + name;
    const auto entry = tree_.find(path);
    if (entry == tree_.end() || !entry->second.isLink()) {
      resolved = path;
      continue;
    }
    auto target = repository_.content(entry->second.id, path, kMaxLinkTarget);
    if (!target) return fail(std::move(target.error()));
    if (target->starts_with('/') || ++links > kMaxLinks) return std::nullopt;
    rest = rest.empty() ? std::move(*target) : *target + "/" + rest;
  }
  return resolved;
}

bool OverlayBuilder::isDirectory(const std::string &path) const {
  const auto inside = tree_.lower_bound(below(path));
  return inside != tree_.end() && inside->first.starts_with(below(path));
}

} // namespace lintel
