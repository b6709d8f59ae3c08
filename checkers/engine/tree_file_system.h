// Clang's view of the tree to judge: the disk, with Git's index or a commit laid over it.
#pragma once

#include "core/support/file_system.h"

#include "llvm/Support/VirtualFileSystem.h"

namespace lintel::checkers {

// overlay: absolute paths below root (root without symbolic links). A header that is reached through a
// symbolic link into root is found in the overlay too. overlay must outlive the result.
llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> makeTreeFileSystem(const Overlay &overlay, const std::string &root);

} // namespace lintel::checkers
