import FoundationEssentials

/// Reads what a worker wrote down of a failed run.
enum ErrorText {
    private struct Report: Decodable {
        let message: String
    }

    /// Gives the message of a report, or the whole of it when it is none.
    static func message(_ report: String) -> String {
        (try? JSONDecoder().decode(Report.self, from: Data(report.utf8)))?.message ?? report
    }
}
