import Bellhop

/// Describes a tenant of the demo and the work that it brings.
struct Guest {
    let id: TenantID
    let weight: TenantWeight
    let texts: [WordFrequencies]
    let digests: [Digest]

    /// Counts the jobs.
    var jobs: Int { texts.count + digests.count }

    /// Makes three tenants of unlike size and weight, with a few jobs that are bound to fail.
    static func all(over files: MachineFiles) throws -> [Guest] {
        [
            // Most of the work and the least weight: it must not keep the others waiting.
            try Guest("national-archive", weight: 1, texts: 2600, digests: 900, of: files),
            // Twice the weight; three of its texts were deleted after it had asked for them.
            try Guest("evening-press", weight: 2, texts: 1000, digests: 400, deleted: 3, of: files),
            // Little work; one of its files is not what it was.
            try Guest("corner-shop", weight: 1, texts: 240, digests: 160, changed: 1, of: files),
        ]
    }

    private init(
        _ name: String, weight: Double, texts: Int, digests: Int, deleted: Int = 0, changed: Int = 0,
        of files: MachineFiles
    ) throws {
        id = try TenantID(name)
        self.weight = try TenantWeight(weight)
        let gone = (0..<deleted).map { WordFrequencies(path: "\(files.licences[$0 % files.licences.count]).deleted") }
        let stale = (0..<changed).map { index in
            Digest(path: files.manuals[index % files.manuals.count], expected: String(repeating: "0", count: 64))
        }
        let (licences, manuals) = (files.licences, files.manuals)
        self.texts = gone + (0..<texts - deleted).map { WordFrequencies(path: licences[$0 % licences.count]) }
        self.digests = stale + (0..<digests - changed).map { Digest(path: manuals[$0 % manuals.count]) }
    }
}
