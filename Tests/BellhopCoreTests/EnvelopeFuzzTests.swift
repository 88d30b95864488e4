import BellhopCore
import TestSupport
import Testing

struct EnvelopeFuzzTests {
    private func records() throws -> [[UInt8]] {
        let id = JobIDGenerator().next(milliseconds: 1_800_000_000_000)
        var header = JobHeader(id: id, tenant: try TenantID("acme"), queue: "mail", name: "send")
        let plain = JobRecord(header: header, payload: Array(#"{"a":1}"#.utf8)[...])
        header.maximumAttempts = 7
        header.timeoutMilliseconds = 1000
        header.trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        header.actor = "somebody"
        let full = JobRecord(header: header, payload: [], attempts: 3, crashes: 2, isPayloadApart: true)
        return [plain.encoded(), full.encoded()]
    }

    @Test("half a million inputs each decode or are refused with a reason, and what decodes is written back as it was")
    func records500000() throws {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        var random = SeededNumbers(seed: seed)
        let valid = try records()
        var reached = FuzzTally()
        for _ in 0..<500_000 {
            let input = random.input(from: valid)
            do throws(BellhopError) {
                let record = try JobRecord(decoding: input[...])
                reached.note("decoded")
                let again = try JobRecord(decoding: record.encoded()[...])
                if again != record { Issue.record("seed \(seed): \(input) changes when it is written back") }
            } catch {
                reached.note("\(error.code)", error.message)
                if error.code != .corruptData, error.code != .newerVersion { Issue.record("seed \(seed): \(error)") }
            }
        }
        print("envelope fuzz, \(reached.total) inputs, seed \(seed):\n\(reached.text)")
        for end in [
            "decoded", "corruptData: the bytes end before", "corruptData: the job's envelope is of version",
            "corruptData: the job's header has flags", "newerVersion: the job's envelope is of version",
        ] { #expect(reached.count(end) > 0, "\(end)") }
    }

    @Test("a quarter of a million outcomes each decode or are refused with a reason")
    func outcomes250000() throws {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        var random = SeededNumbers(seed: seed)
        var valid: [[UInt8]] = []
        for state in [JobState.succeeded, .cancelled, .expired] {
            var bytes = [UInt8](repeating: 0, count: 16)
            bytes += JobOutcome.common(state: state, fence: 7, queue: "mail", name: "send")
            JobOutcome.appendOwn(to: &bytes, attempt: 1, runMicroseconds: 9, result: Array("1".utf8))
            valid.append(bytes)
        }
        var reached = FuzzTally()
        for _ in 0..<250_000 {
            let input = random.input(from: valid)
            do throws(BellhopError) {
                _ = try JobOutcome(decoding: input[...])
                reached.note("decoded")
            } catch {
                reached.note("\(error.code)", error.message)
                if error.code != .corruptData { Issue.record("seed \(seed): \(error)") }
            }
        }
        print("outcome fuzz, \(reached.total) inputs, seed \(seed):\n\(reached.text)")
        for end in ["decoded", "corruptData: the bytes end before", "corruptData: an outcome has the state"] {
            #expect(reached.count(end) > 0, "\(end)")
        }
    }
}
