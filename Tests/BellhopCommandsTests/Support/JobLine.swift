import FoundationEssentials

/// Reads a job as `--json` prints it.
struct JobLine: Decodable {
    struct Failure: Decodable { let message: String }
    /// Is a result of the kinds that these tests use.
    enum Value: Decodable, Equatable {
        case null, number(Int), text(String)
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let number = try? container.decode(Int.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }
    }

    let id: String
    let ref: String
    let tenant: String
    let queue: String
    let name: String
    let state: String?
    let attempt: Int?
    let errors: [Failure]?
    let result: Value

    private enum CodingKeys: String, CodingKey { case id, ref, tenant, queue, name, state, attempt, errors, result }

    init(_ line: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(line.utf8)) }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        id = try container.decode(String.self, forKey: .id)
        ref = try container.decode(String.self, forKey: .ref)
        tenant = try container.decode(String.self, forKey: .tenant)
        queue = try container.decode(String.self, forKey: .queue)
        name = try container.decode(String.self, forKey: .name)
        state = try container.decodeIfPresent(String.self, forKey: .state)
        attempt = try container.decodeIfPresent(Int.self, forKey: .attempt)
        errors = try container.decodeIfPresent([Failure].self, forKey: .errors)
        result = try container.decodeIfPresent(Value.self, forKey: .result) ?? .null
    }
}
