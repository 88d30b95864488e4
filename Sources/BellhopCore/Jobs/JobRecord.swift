/// Reads and writes the bytes that are kept for a live job.
///
/// A record is a *mark* that the scripts rewrite, followed by an envelope that nobody does:
///
///     mark      u16 attempts begun and settled, u8 crashes, u8 flags (1: the payload is kept apart, 2: the job expires),
///               u8 priority (128 is none), with flag 2 u64 milliseconds since 1970
///     routing   u8 version, then queue, job name and lane suffix, each with its length in a byte before it
///     header    16 bytes of id; tenant with its length; u8 flags, then what they announce, in the order of their bits:
///               u16 attempts, u32 milliseconds, trace, actor and limit key, each with a u16 length before it
///     payload   the rest
///
/// Numbers are big-endian. Scripts read the mark and the routing and nothing else.
package struct JobRecord: Hashable, Sendable {
    /// The version that this build writes; it reads no other.
    package static let version: UInt8 = 1
    /// The number of bytes of the mark of a job that does not expire.
    package static let markLength = 5

    /// Counts the runs that were settled as failed so far.
    package var attempts: Int
    /// Counts the workers that died while they ran the job.
    package var crashes: Int
    /// Says that the payload is kept in a hash of its own, because it is large.
    package var isPayloadApart: Bool
    /// Orders the job among its tenant's, from -100 to 100: each step is worth 1 000 places.
    package var priority: Int
    /// Gives the instant after which the job is not worth starting, in milliseconds since 1970 of the server's time.
    ///
    /// 0 is filled in by the store.
    package var expires: Int64?
    /// Holds what is known without the payload.
    package var header: JobHeader
    /// Holds the payload's bytes; empty when it is kept apart.
    package var payload: ArraySlice<UInt8>

    /// Makes a record.
    package init(
        header: JobHeader, payload: ArraySlice<UInt8>, attempts: Int = 0, crashes: Int = 0,
        isPayloadApart: Bool = false,
        priority: Int = 0, expires: Int64? = nil
    ) {
        self.header = header
        self.payload = payload
        self.attempts = attempts
        self.crashes = crashes
        self.isPayloadApart = isPayloadApart
        self.priority = priority
        self.expires = expires
    }
}

extension JobRecord {
    private static let attemptsBit: UInt8 = 1
    private static let timeoutBit: UInt8 = 2
    private static let traceBit: UInt8 = 4
    private static let actorBit: UInt8 = 8
    private static let limitKeyBit: UInt8 = 16

    /// Gives the record's bytes.
    package func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64 + header.tenant.rawValue.utf8.count + payload.count)
        encode(into: &bytes)
        return bytes
    }

    /// Appends the record's bytes.
    package func encode(into bytes: inout [UInt8]) {
        bytes.appendBigEndian(UInt16(clamping: attempts))
        bytes.append(UInt8(clamping: crashes))
        bytes.append((isPayloadApart ? 1 : 0) | (expires == nil ? 0 : 2))
        bytes.append(UInt8(clamping: priority + 128))
        if let expires { bytes.appendBigEndian(UInt64(clamping: expires)) }
        bytes.append(Self.version)
        bytes.appendShort(header.queue.rawValue)
        bytes.appendShort(header.name.rawValue)
        bytes.appendShort(header.laneSuffix)
        bytes.appendBigEndian(header.id.high)
        bytes.appendBigEndian(header.id.low)
        bytes.appendShort(header.tenant.rawValue)
        var flags: UInt8 = 0
        if header.maximumAttempts != nil { flags |= Self.attemptsBit }
        if header.timeoutMilliseconds != nil { flags |= Self.timeoutBit }
        if header.trace != nil { flags |= Self.traceBit }
        if header.actor != nil { flags |= Self.actorBit }
        if header.limitKey != nil { flags |= Self.limitKeyBit }
        bytes.append(flags)
        if let attempts = header.maximumAttempts { bytes.appendBigEndian(UInt16(clamping: attempts)) }
        if let timeout = header.timeoutMilliseconds { bytes.appendBigEndian(UInt32(clamping: timeout)) }
        if let trace = header.trace { bytes.appendLong(trace) }
        if let actor = header.actor { bytes.appendLong(actor) }
        if let limitKey = header.limitKey { bytes.appendLong(limitKey) }
        bytes.append(contentsOf: payload)
    }

    /// Reads a record from its bytes.
    ///
    /// The names are taken as they stand: they were checked when they were made, and whoever acts on them compares them
    /// with the claim or the key.
    ///
    /// - Throws: ``BellhopError/Code/corruptData`` when the bytes are cut short or of a version that never was;
    ///   ``BellhopError/Code/newerVersion`` when a newer build wrote them.
    package init(decoding bytes: ArraySlice<UInt8>) throws(BellhopError) {
        var reader = ByteReader(bytes)
        let attempts = Int(try reader.readBigEndian(UInt16.self))
        let crashes = Int(try reader.readBigEndian(UInt8.self))
        let marks = try reader.readBigEndian(UInt8.self)
        let priority = Int(try reader.readBigEndian(UInt8.self)) - 128
        let expires = marks & 2 == 0 ? nil : Int64(clamping: try reader.readBigEndian(UInt64.self))
        let version = try reader.readBigEndian(UInt8.self)
        guard version == Self.version else {
            throw BellhopError(
                version > Self.version ? .newerVersion : .corruptData,
                "the job's envelope is of version \(version), and this build reads version \(Self.version)")
        }
        let queue = QueueName(stored: try reader.readShort())
        let name = JobName(stored: try reader.readShort())
        let suffix = try reader.readShort()
        let id = JobID(high: try reader.readBigEndian(UInt64.self), low: try reader.readBigEndian(UInt64.self))
        let tenant = TenantID(stored: try reader.readShort())
        var header = JobHeader(id: id, tenant: tenant, queue: queue, name: name, laneSuffix: suffix)
        let flags = try reader.readBigEndian(UInt8.self)
        guard flags & ~(Self.attemptsBit | Self.timeoutBit | Self.traceBit | Self.actorBit | Self.limitKeyBit) == 0
        else {
            throw BellhopError(.corruptData, "the job's header has flags \(flags) that version 1 does not know")
        }
        if flags & Self.attemptsBit != 0 { header.maximumAttempts = Int(try reader.readBigEndian(UInt16.self)) }
        if flags & Self.timeoutBit != 0 { header.timeoutMilliseconds = Int(try reader.readBigEndian(UInt32.self)) }
        if flags & Self.traceBit != 0 { header.trace = try reader.readLong() }
        if flags & Self.actorBit != 0 { header.actor = try reader.readLong() }
        if flags & Self.limitKeyBit != 0 { header.limitKey = try reader.readLong() }
        self.init(
            header: header, payload: reader.rest, attempts: attempts, crashes: crashes, isPayloadApart: marks & 1 != 0,
            priority: priority, expires: expires)
    }
}
