/// Points at a job from anywhere: its shard, tenant, queue and id.
///
/// It prints as `bellhop://<shard>/<tenant>/<queue>/<id>`, and is accepted wherever an id is.
///
///     let ref = try JobRef("bellhop://0/acme/default/01890a5d-ac96-774b-bcce-b302099a8057")
public struct JobRef: Hashable, Sendable, CustomStringConvertible {
    /// Names the shard that holds the tenant's keys.
    public let shard: ShardName
    /// Names the tenant that owns the job.
    public let tenant: TenantID
    /// Names the queue that the job is in.
    public let queue: QueueName
    /// Identifies the job within its tenant.
    public let id: JobID

    /// Makes a reference of its parts.
    public init(shard: ShardName, tenant: TenantID, queue: QueueName, id: JobID) {
        self.shard = shard
        self.tenant = tenant
        self.queue = queue
        self.id = id
    }

    /// Reads a reference from its text form.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the text is no reference, or a part of it is malformed.
    public init(_ text: String) throws(BellhopError) {
        let scheme = "bellhop://"
        let parts = text.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard text.hasPrefix(scheme), parts.count == 4 else {
            throw BellhopError(
                .invalidValue,
                "\(NameGrammar.quoted(text)) is no job reference: expected bellhop://<shard>/<tenant>/<queue>/<id>")
        }
        self.init(
            shard: try ShardName(String(parts[0])), tenant: try TenantID(String(parts[1])),
            queue: try QueueName(String(parts[2])), id: try JobID(String(parts[3])))
    }

    /// Gives the text form.
    public var description: String { "bellhop://\(shard)/\(tenant)/\(queue)/\(id)" }
}

extension JobRef: Codable {
    /// Decodes a reference from its text form.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` when the text is no reference.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Encodes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
