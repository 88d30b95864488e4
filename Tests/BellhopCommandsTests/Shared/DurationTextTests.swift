import BellhopCommands
import BellhopCore
import Testing

struct DurationTextTests {
    @Test(
        "a span is a whole number and a unit",
        arguments: [
            ("250ms", Duration.milliseconds(250)), ("5s", .seconds(5)), ("2m", .seconds(120)), ("1h", .seconds(3600)),
            ("7d", .seconds(604_800)), ("0s", .zero),
        ])
    func read(text: String, span: Duration) throws {
        #expect(try DurationText.parse(text) == span)
    }

    @Test(
        "anything else is refused with an example",
        arguments: [
            "", "5", "s", "5 s", "-5s", "1.5s", "5w", "5S", "99999999999999999999d", "9223372036854775807d", "٥s",
        ])
    func refused(text: String) {
        let error = #expect(throws: BellhopError.self) { try DurationText.parse(text) }
        #expect(error?.code == .invalidValue)
    }
}
