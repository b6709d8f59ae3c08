Cfrom conan import ConanFile


class Orders(ConanFile):
    """requires = "no/1.0" is only spoken of here."""

    name = "orders"
    requires = "openssl/3.2.1", "libcurl/[>=8.5 <9]"
    python_requires = "acme-tools/1.0"

    def requirements(self):
        # self.requires("commented/1.0")
        self.requires("spdlog/1.13.0", transitive_headers=True)
        if self.settings.os == "Linux":
            self.requires("libsystemd/255")
        else:
            self.requires("wineventlog/1.0")
        self.requires(f"protobuf/{self.protobuf_version}")

    def build_requirements(self):
        self.tool_requires("ninja/1.11.1")
        self.test_requires("gtest/1.14.0")
