import Bellhop

/// Shows where the results lie, and reads some of them back.
struct Results {
    let client: BellhopClient
    let references: [TenantID: JobRef]

    /// Prints a reference for each tenant, and the result that stands there; then one failed job with its reason.
    func show(for guests: [Guest]) async throws {
        print("\nresults, each under its own tenant's keys:")
        for guest in guests {
            guard let ref = references[guest.id] else { continue }
            let report = try await client.scoped(to: guest.id)
                .result(of: ref.id, as: WordFrequencies.Report.self, timeout: .seconds(5))
            let top = report.top.map { "\($0.word) \($0.count)" }.joined(separator: ", ")
            print("  \(ref)\n    \(report.words) words, \(report.distinct) distinct; most frequent: \(top)")
        }
        print("\nfailures, kept with their reasons:")
        for guest in guests {
            guard let dead = try await client.scoped(to: guest.id).jobs(.dead, count: 1).first else { continue }
            print("  \(dead.ref) (\(dead.name), runs: \(dead.attempt))\n    \(dead.errors.last ?? "no reason kept")")
        }
        guard let guest = guests.first, let ref = references[guest.id] else { return }
        print(
            """

            This Redis was the demo's own and ends with it. On a Redis of yours a result is read
              in Swift: try await client.scoped(to: tenant).result(of: ref.id, as: WordFrequencies.Report.self)
              in a shell: bellhop job show \(ref)
            """)
    }
}
