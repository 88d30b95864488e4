import FoundationEssentials

/// Finds files that every Debian machine has, for jobs to work on.
///
/// A folder that is missing is passed over: slim images have no manual, and some have no licences.
struct MachineFiles {
    /// Lists licences and copyright notices: plain text.
    let licences: [String]
    /// Lists sources of manual pages, most of them compressed, or whatever else lies below `/usr/share`.
    let manuals: [String]

    /// Says that this machine has no files to work on.
    struct NotFound: Error, CustomStringConvertible {
        var description: String { "no readable files were found below /usr/share and /etc: nothing to work on" }
    }

    private static let most = 2000

    /// Looks for files.
    ///
    /// - Throws: ``NotFound`` when there are none at all.
    init() throws {
        let common = Self.files(below: "/usr/share/common-licenses")
        let packages = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/share/doc")) ?? []
        let notices = packages.sorted().map { "/usr/share/doc/\($0)/copyright" }.filter(Self.isSuitable)
        var licences = Array((common + notices).prefix(Self.most))
        var manuals = Self.files(below: "/usr/share/man/man1") + Self.files(below: "/usr/share/man/man8")
        if manuals.isEmpty { manuals = Self.files(below: "/usr/share") }
        if licences.isEmpty { licences = Self.files(below: "/etc") }
        if licences.isEmpty { licences = manuals }
        if manuals.isEmpty { manuals = licences }
        guard !licences.isEmpty else { throw NotFound() }
        self.licences = licences
        self.manuals = Array(manuals.prefix(Self.most))
    }

    private static func files(below folder: String) -> [String] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return Array(paths.sorted().lazy.map { "\(folder)/\($0)" }.filter(isSuitable).prefix(most))
    }

    private static func isSuitable(_ path: String) -> Bool {
        // Reads through symbolic links, of which licences have many.
        guard let bytes = FileManager.default.contents(atPath: path) else { return false }
        return (1...262_144).contains(bytes.count)
    }
}
