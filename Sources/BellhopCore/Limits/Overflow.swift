/// Says what happens to a job that comes when its tenant has as many waiting ones as it may have.
public enum Overflow: String, Sendable, Codable, CaseIterable {
    /// The new job is refused with ``BellhopError/Code/backlogFull``.
    case reject
    /// The oldest waiting jobs end as dead, with the reason `shed`, and the new one is taken in.
    case shed
}
