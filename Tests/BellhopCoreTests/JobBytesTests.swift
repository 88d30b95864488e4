import BellhopCore
import Testing

struct JobBytesTests {
    private func record(payload: [UInt8]) throws -> JobRecord {
        let header = JobHeader(
            id: JobIDGenerator().next(milliseconds: 1_800_000_000_000), tenant: try TenantID("acme"), queue: "mail",
            name: "SendInvoice", maximumAttempts: 5, timeoutMilliseconds: 30_000, trace: "00-abc", actor: "user:7")
        return JobRecord(header: header, payload: payload[...], attempts: 300, crashes: 2)
    }

    @Test("a record comes back from its bytes", arguments: [0, 1, 100, 20_000])
    func roundTrip(size: Int) throws {
        let record = try record(payload: Array(repeating: 7, count: size))
        #expect(try JobRecord(decoding: record.encoded()[...]) == record)
    }

    @Test("a record cut short is refused at every length before its payload")
    func cutShort() throws {
        let bytes = try record(payload: []).encoded()
        for length in 0..<bytes.count {
            #expect(throws: BellhopError.self) { try JobRecord(decoding: bytes.prefix(length)) }
        }
    }

    @Test("an envelope of another version is refused with its number")
    func otherVersion() throws {
        var bytes = try record(payload: []).encoded()
        bytes[JobRecord.markLength] = 2
        let error = #expect(throws: BellhopError.self) { try JobRecord(decoding: bytes[...]) }
        #expect(error?.message.contains("version 2") == true)
    }

    @Test("single bytes that change in a record are read or refused, and never stop the process")
    func mutations() throws {
        let bytes = try record(payload: Array("{}".utf8)).encoded()
        for _ in 0..<100_000 {
            var mutated = bytes
            mutated[Int.random(in: 0..<bytes.count)] = UInt8.random(in: 0...255)
            _ = try? JobRecord(decoding: mutated[...])
            _ = try? JobOutcome(decoding: mutated[...])
        }
    }

    @Test("ids are of version 7, in the order of their milliseconds, and come back from text and bytes")
    func ids() throws {
        let generator = JobIDGenerator()
        let first = generator.next(milliseconds: 1_800_000_000_000)
        let second = generator.next(milliseconds: 1_800_000_000_001)
        #expect(first < second)
        #expect(first.milliseconds == 1_800_000_000_000)
        #expect(first.description.utf8.dropFirst(14).first == UInt8(ascii: "7"))
        #expect(try JobID(first.description.uppercased()) == first)
        #expect(JobID(bytes: first.bytes) == first)
        #expect(JobID(bytes: [1, 2, 3]) == nil)
    }

    @Test("ids made together share a bucket, at most 4 096 of them")
    func buckets() {
        let generator = JobIDGenerator()
        var sizes: [String: Int] = [:]
        for _ in 0..<20_000 {
            sizes[OutcomeBucket(of: generator.next(milliseconds: 1_800_000_000_000)).name, default: 0] += 1
        }
        #expect(sizes.count <= 5)
        #expect(sizes.keys.allSatisfy { $0.utf8.count == 12 })
    }

    @Test("retries wait 15 s and 2^n s, up to 6 h, within 10 %", arguments: [(1, 16), (2, 17), (5, 31), (30, 21_600)])
    func delays(failures: Int, seconds: Int) {
        let policy = RetryPolicy.default
        #expect(policy.delay(afterFailures: failures, random: 0.5) == .seconds(seconds))
        for random in [0.0, 1.0] {
            let delay = policy.delay(afterFailures: failures, random: random)
            #expect(delay >= .seconds(seconds) * 0.9 && delay <= .seconds(seconds) * 1.1)
        }
    }
}
