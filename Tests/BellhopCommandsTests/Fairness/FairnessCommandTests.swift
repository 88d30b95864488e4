import FoundationEssentials
import TestSupport
import Testing

@Suite(.redisServer, .timeLimit(.minutes(2)))
struct FairnessCommandTests {
    /// Reads what a scenario prints with `--json`.
    private struct Report: Decodable {
        struct Figure: Decodable {
            let id: String
            let value: Double?
            let unit: String
            let aim: String?
            let met: Bool?
        }

        let scenario: String
        let quick: Bool
        let figures: [Figure]
        let met: Bool
    }

    @Test(
        "a scenario prints one object with each figure beside its aim, and draws a plot",
        arguments: ["noisy", "rate", "cost"])
    func scenario(name: String) async throws {
        let tool = try Tool()
        let answer = try await tool("bench", "fairness", name, "--quick", "--json", "--plots", "\(tool.folder)/plots")
        #expect(answer.status == 0, "\(answer.errors)")
        let line = try #require(answer.lines.first)
        #expect(answer.lines.count == 1)
        let report = try JSONDecoder().decode(Report.self, from: Data(line.utf8))
        #expect(report.scenario == name)
        #expect(report.quick)
        #expect(report.figures.contains { $0.aim != nil })
        for figure in report.figures {
            #expect((figure.aim == nil) == (figure.met == nil))
            #expect(try #require(figure.value).isFinite, "\(figure.id)")
        }
        #expect(Set(report.figures.map(\.id)).count == report.figures.count)
        #expect(report.met == report.figures.allSatisfy { $0.met ?? true })
        let plot = try #require(FileManager.default.contents(atPath: "\(tool.folder)/plots/fairness-\(name).svg"))
        #expect(plot.starts(with: Data("<svg ".utf8)) && plot.count < 30 << 10)
    }

    @Test("a scenario that is none is refused, and those that are are named")
    func unknown() async throws {
        let answer = try await Tool()("bench", "fairness", "nosy", "--quick")
        #expect(answer.status == 64)
        #expect(answer.errors.contains("'nosy'") && answer.errors.contains("noisy"))
    }
}
