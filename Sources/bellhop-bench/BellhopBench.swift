import ArgumentParser
import BellhopCommands

@main
struct BellhopBench {
    static func main() async { await BenchCommand.main() }
}
