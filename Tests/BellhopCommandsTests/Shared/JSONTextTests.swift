import BellhopCommands
import Testing

struct JSONTextTests {
    @Test(
        "JSON is kept as it is but for white space",
        arguments: [
            (" 3\n", "3"), ("{ \"a\" : [ 1 , 2.50 ] }", "{\"a\":[1,2.50]}"), ("\"a b\\u00e9\"", "\"a b\\u00e9\""),
            ("12345678901234567890123", "12345678901234567890123"), ("[]", "[]"), ("{}", "{}"),
            ("-0.5e+10", "-0.5e+10"),
            ("null", "null"), ("true", "true"), ("[[],{\"é\":false}]", "[[],{\"é\":false}]"),
        ])
    func kept(text: String, compact: String) {
        #expect(JSONText(Array(text.utf8)).map { String(decoding: $0.bytes, as: UTF8.self) } == compact)
    }

    @Test(
        "what is not exactly one JSON value is refused",
        arguments: [
            "", " ", "one two", "{", "[1,]", "{\"a\":}", "{a:1}", "01", "1.", "+1", "1 2", "\"a", "\"\\x\"", "\"\n\"",
            "tru",
            "nulll", "NaN", "[1", "{\"a\" 1}", "-", "1e", "\"\\u12g4\"", String(repeating: "[", count: 100_000),
        ])
    func refused(text: String) {
        #expect(JSONText(Array(text.utf8)) == nil)
    }

    @Test("bytes that are no UTF-8 are no JSON") func bytes() {
        #expect(JSONText([0x22, 0xFF, 0x22]) == nil)
    }

    @Test("a printed value is one line with sorted keys, and is JSON") func printed() {
        let value: JSON = ["b": "x\n\u{1B}\"\\", "a": [1, nil, true, .number(2), .number(0.5)]]
        #expect("\(value)" == #"{"a":[1,null,true,2,0.5],"b":"x\n\u001b\"\\"}"#)
        #expect(JSONText(Array("\(value)".utf8)) != nil)
    }
}
