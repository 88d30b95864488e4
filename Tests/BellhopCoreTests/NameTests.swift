import BellhopCore
import Testing

struct NameTests {
    @Test(
        "a tenant id fits its grammar byte by byte",
        arguments: ["a", "acme", "a-b_c9", "0", String(repeating: "a", count: 64)])
    func validTenants(text: String) throws {
        #expect(try TenantID(text).rawValue == text)
    }

    @Test(
        "what does not fit is refused and never folded",
        arguments: [
            "", "Acme", "-a", "_a", "a b", "a:b", "a{b}", "a*", "a?", "[a]", "a/b", "a\\b", "a\0b", "a\r\nb", "é", "ﬁ",
            "e\u{301}", "~sys", String(repeating: "a", count: 65),
        ])
    func invalidTenants(text: String) {
        let error = #expect(throws: BellhopError.self) { try TenantID(text) }
        #expect(error?.code == .invalidValue)
    }

    @Test("reserved words name no tenant", arguments: TenantID.reserved.sorted())
    func reserved(word: String) {
        #expect(throws: BellhopError.self) { try TenantID(word) }
    }

    @Test("of a million random inputs, each is refused or comes back byte by byte")
    func randomInputs() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("ab09-_A:{}*~ \u{e9}\0/".unicodeScalars)
        for _ in 0..<1_000_000 {
            var text = ""
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                text.unicodeScalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &generator)])
            }
            guard let id = try? TenantID(text) else { continue }
            if Array(id.rawValue.utf8) != Array(text.utf8) { Issue.record("'\(text)' came back as '\(id)'") }
        }
    }

    @Test("a message shows a refused value with nothing in it that a terminal obeys")
    func quoting() {
        let hostile = "a\u{1b}[31m"
        let error = #expect(throws: BellhopError.self) { try QueueName(hostile) }
        #expect(error?.message.contains("\u{1b}") == false)
    }

    @Test("a reference comes back from its text form")
    func references() throws {
        let text = "bellhop://0/acme/mail/01890a5d-ac96-774b-bcce-b302099a8057"
        #expect(try JobRef(text).description == text)
        for wrong in ["", "bellhop://0/acme/mail", "http://0/acme/mail/x", text + "/x", text.dropLast().description] {
            #expect(throws: BellhopError.self) { try JobRef(wrong) }
        }
    }

    @Test("a weight goes from 0.01 to 100", arguments: [0, -1, 0.009, 100.01, .infinity, .nan] as [Double])
    func weights(value: Double) throws {
        #expect(throws: BellhopError.self) { try TenantWeight(value) }
        #expect(try TenantWeight(2.5).hundredths == 250)
    }
}
