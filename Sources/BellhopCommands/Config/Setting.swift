import BellhopCore
import Logging

/// Lists every setting that may be given by a flag, by the environment or by the configuration file.
enum Setting: String, CaseIterable, Sendable {
    case redisURL = "redis.url"
    case redisPasswordFile = "redis.password-file"
    case redisAuthorities = "redis.ca"
    case redisCertificate = "redis.cert"
    case redisKey = "redis.key"
    case redisTimeout = "redis.timeout"
    case namespace = "namespace"
    case handlers = "work.handlers"
    case queues = "work.queues"
    case concurrency = "work.concurrency"
    case lease = "work.lease"
    case beat = "work.beat"
    case drainDeadline = "work.drain-deadline"
    case killGrace = "work.kill-grace"
    case keepOutcomes = "work.keep-outcomes"
    case unknownNameDelay = "work.unknown-name-delay"
    case logLevel = "work.log-level"

    /// Gives the parts of the key.
    var parts: [String] { rawValue.split(separator: ".").map(String.init) }

    /// Names the flag.
    var flag: String {
        switch self {
        case .redisURL: "--redis"
        case .redisPasswordFile, .redisAuthorities, .redisCertificate, .redisKey, .redisTimeout:
            "--redis-\(parts[1])"
        case .queues: "--queue"
        default: "--\(parts.last ?? "")"
        }
    }

    /// Names the variable of the environment, by the rule of swift-configuration.
    var variable: String {
        "BELLHOP_" + String(rawValue.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }

    /// Gives what holds when nobody says anything.
    var standard: String? {
        switch self {
        case .redisURL: "redis://127.0.0.1:6379"
        case .redisPasswordFile, .redisAuthorities, .redisCertificate, .redisKey, .handlers, .queues: nil
        case .redisTimeout: "5s"
        case .namespace: "bellhop"
        case .concurrency: "32"
        case .lease: "15s"
        case .beat: "5s"
        case .drainDeadline: "25s"
        case .killGrace: "5s"
        case .keepOutcomes: "24h"
        case .unknownNameDelay: "10m"
        case .logLevel: "info"
        }
    }

    /// Says that the setting names a file, which is looked for beside the configuration file.
    var namesFile: Bool {
        switch self {
        case .redisPasswordFile, .redisAuthorities, .redisCertificate, .redisKey, .handlers: true
        default: false
        }
    }

    /// Says that several values may be given.
    var isList: Bool { self == .queues }

    /// Checks a value.
    ///
    /// - Throws: ``BellhopError/Code/invalidValue`` with what is allowed.
    func check(_ text: String) throws(BellhopError) {
        switch self {
        case .redisURL:
            if Settings.holdsPassword(text) {
                throw BellhopError(
                    .invalidValue, "holds a password, which belongs into a file: use redis.password-file")
            }
        case .redisPasswordFile, .redisAuthorities, .redisCertificate, .redisKey, .handlers:
            if text.isEmpty { throw BellhopError(.invalidValue, "names no file") }
        case .namespace: _ = try Namespace(text)
        case .queues:
            for queue in text.split(separator: ",", omittingEmptySubsequences: false) {
                _ = try QueueText.parse(String(queue))
            }
        case .concurrency:
            guard let number = Int(text), (1...4000).contains(number) else {
                throw BellhopError(
                    .invalidValue, "'\(text.oneLine(limit: 20))' is out of bounds: it goes from 1 to 4000")
            }
        case .redisTimeout, .lease, .beat, .keepOutcomes:
            guard try DurationText.parse(text) > .zero else {
                throw BellhopError(.invalidValue, "must be longer than nothing")
            }
        case .drainDeadline, .killGrace, .unknownNameDelay: _ = try DurationText.parse(text)
        case .logLevel:
            if Logger.Level(rawValue: text) == nil {
                let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
                throw BellhopError(.invalidValue, "'\(text.oneLine(limit: 20))' is no level: there are \(levels)")
            }
        }
    }
}
