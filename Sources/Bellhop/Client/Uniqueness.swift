import BellhopStore

/// Says that a job may not be there twice: for how long it stands for its key, and what a second one does.
///
/// Keys are of one tenant and one job name. A key is an index over live jobs and never a lock with a time: it is given up in
/// the same step that starts or ends its job, whichever way that happens, and a worker that dies holds none.
///
///     try await client.enqueue(Sync(mailbox: 7), for: acme, options: .init(unique: .payload()))
public struct Uniqueness: Hashable, Sendable {
    /// Says what makes two jobs the same.
    enum Subject: Hashable, Sendable {
        case key(String)
        case payload
    }

    /// Says until when a job stands for its key.
    public struct Lifetime: Hashable, Sendable {
        let stored: UniqueRequest.Lifetime

        /// As long as it waits; it takes the key again when it is retried, unless another has it.
        public static let waiting = Lifetime(stored: .waiting)
        /// Until it has been started once.
        public static let started = Lifetime(stored: .untilStarted)
        /// Until it has ended, retries included.
        public static let finished = Lifetime(stored: .untilFinished)
    }

    /// Says what a job does whose key is taken.
    public struct Conflict: Hashable, Sendable {
        let stored: UniqueRequest.Conflict

        /// It is refused with ``BellhopError/Code/duplicateJob``; in a bulk it is left out.
        public static let reject = Conflict(stored: .reject)
        /// The other one is cancelled if it waits, and this one is taken in; while the other one runs it is refused.
        public static let replace = Conflict(stored: .replace)
        /// The other one is cancelled if it waits; while it runs, this one follows when it has ended.
        ///
        /// A later one takes the follower's place, so that one runs and at most one, the latest, follows.
        public static let keepLatest = Conflict(stored: .keepLatest)
    }

    let subject: Subject
    let lifetime: Lifetime
    let conflict: Conflict

    /// Makes jobs of the same key the same; the key has at most 256 bytes.
    public static func key(
        _ key: String, until lifetime: Lifetime = .finished, onConflict conflict: Conflict = .reject
    ) -> Uniqueness {
        Uniqueness(subject: .key(key), lifetime: lifetime, conflict: conflict)
    }

    /// Makes jobs of the same payload the same, byte by byte as they are encoded.
    public static func payload(
        until lifetime: Lifetime = .finished, onConflict conflict: Conflict = .reject
    ) -> Uniqueness {
        Uniqueness(subject: .payload, lifetime: lifetime, conflict: conflict)
    }
}
