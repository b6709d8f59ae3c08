Fmodule example.org/orders/tools

go 1.21

require (
	github.com/BurntSushi/toml v1.3.2
	golang.org/x/sys v0.15.0 // indirect
)

require example.org/unsummed v0.1.0

replace golang.org/x/sys => github.com/example/sys v0.15.1

exclude github.com/BurntSushi/toml v1.3.0
