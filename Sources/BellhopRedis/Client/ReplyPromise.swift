/// Whoever waits for the replies of one request: resumed exactly once, by the client's core.
///
/// Unsafe continuations, as a checked one costs an allocation per command. That each is resumed exactly once is
/// the promise of `CommandPipeline`, which hands out every context once.
enum ReplyPromise: Sendable {
    case single(UnsafeContinuation<Result<RedisReply, RedisError>, Never>)
    case batch(UnsafeContinuation<Result<[Result<RedisReply, RedisError>], RedisError>, Never>)

    func succeed(earlier: [RedisReply], last: RedisReply) {
        switch self {
        case .single(let continuation): continuation.resume(returning: .success(last))
        case .batch(let continuation): continuation.resume(returning: .success((earlier + [last]).map { .success($0) }))
        }
    }

    /// Fails.
    ///
    /// A batch that already has some of its replies keeps them, and the error stands for each of the rest.
    func fail(_ error: RedisError, earlier: [RedisReply] = [], replyCount: Int = 1) {
        switch self {
        case .single(let continuation):
            continuation.resume(returning: .failure(error))
        case .batch(let continuation):
            guard !earlier.isEmpty else { return continuation.resume(returning: .failure(error)) }
            let missing = repeatElement(
                Result<RedisReply, RedisError>.failure(error), count: replyCount - earlier.count)
            continuation.resume(returning: .success(earlier.map { .success($0) } + missing))
        }
    }
}
