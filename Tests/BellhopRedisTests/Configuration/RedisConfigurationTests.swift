import BellhopRedis
import Testing

@Suite struct RedisConfigurationTests {
    struct Good: Sendable {
        let url: String
        let address: RedisAddress
        var username: String?
        var password: String?
        var database = 0
        var isTLS = false
    }

    @Test(
        "every form of URL is read",
        arguments: [
            Good(url: "redis://localhost", address: .tcp(host: "localhost", port: 6379)),
            Good(url: "REDIS://h:1", address: .tcp(host: "h", port: 1)),
            Good(url: "redis://h:6380/3", address: .tcp(host: "h", port: 6380), database: 3),
            Good(url: "redis://h/", address: .tcp(host: "h", port: 6379)),
            Good(url: "redis://[::1]:7000", address: .tcp(host: "::1", port: 7000)),
            Good(url: "redis://:pw@h", address: .tcp(host: "h", port: 6379), password: "pw"),
            Good(url: "redis://u:p%40%2Fw@h", address: .tcp(host: "h", port: 6379), username: "u", password: "p@/w"),
            Good(url: "redis://u:a:b@h", address: .tcp(host: "h", port: 6379), username: "u", password: "a:b"),
            Good(url: "rediss://h", address: .tcp(host: "h", port: 6379), isTLS: true),
            Good(url: "unix:///run/redis.sock", address: .unix(path: "/run/redis.sock")),
            Good(url: "unix:///a%20b.sock?db=2", address: .unix(path: "/a b.sock"), database: 2),
        ])
    func readsURL(_ good: Good) throws {
        let configuration = try RedisConfiguration(url: good.url)
        #expect(configuration.address == good.address)
        #expect(configuration.username == good.username)
        #expect(configuration.password?.value == good.password)
        #expect(configuration.database == good.database)
        #expect((configuration.tls != nil) == good.isTLS)
    }

    @Test(
        "a wrong URL names the part that is wrong, and never its password",
        arguments: [
            ("", "scheme"), ("localhost:6379", "scheme"), ("http://s3cret@h", "scheme"), ("redis://", "host"),
            ("redis://h:99999", "port 99999"), ("redis://h:s3cret", "port"), ("redis://:s3cret@h:x", "port"),
            ("redis://user@h", "password"), ("redis://:s3/cret@h", "password"), ("redis://:s3?cret@h", "password"),
            ("redis://:s3cret@h/x", "database"), ("redis://h/-1", "database"), ("redis://:s3cret%4@h", "password"),
            ("redis://:s3cret%ff@h", "password"), ("redis://[::1", "host"), ("redis://h?db=1", "query"),
            ("unix://", "path"), ("unix://run/redis.sock", "path"), ("unix:///a?x=1", "query"),
        ])
    func refusesURL(_ url: String, part: String) {
        do throws(RedisError) {
            _ = try RedisConfiguration(url: url)
            Issue.record("accepted")
        } catch {
            #expect(error.code == .invalidURL)
            #expect(error.message.contains("the \(part)"))
            #expect(!"\(error)".contains("s3"))
        }
    }

    @Test("a configuration prints without its password")
    func redacts() throws {
        let configuration = try RedisConfiguration(url: "redis://user:s3cret@h:1/2")
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect("\(configuration)" == "h:1 database 2")
        for text in ["\(configuration)", String(reflecting: configuration), dumped, "\(configuration.password as Any)"]
        {
            #expect(!text.contains("s3cret"))
        }
    }

    @Test("the wait between attempts doubles up to its maximum, and jitters within its half")
    func backsOff() {
        let backoff = RedisBackoff(initial: .milliseconds(50), maximum: .seconds(2))
        let full = [1, 2, 3, 6, 7, 1000].map { backoff.delay(afterFailures: $0, jitter: 1) }
        #expect(full == [50, 100, 200, 1600, 2000, 2000].map { .milliseconds($0) })
        #expect(backoff.delay(afterFailures: 1, jitter: 0) == .milliseconds(25))
    }

    @Test(
        "an error reply is typed by its first word",
        arguments: [
            ("LOADING x", .loading), ("MASTERDOWN x", .loading), ("READONLY x", .readOnly), ("OOM x", .outOfMemory),
            ("NOSCRIPT x", .noScript), ("NOAUTH x", .authenticationFailed), ("WRONGPASS x", .authenticationFailed),
            ("NOPERM x", .noPermission), ("CLUSTERDOWN x", .clusterDown), ("TRYAGAIN x", .clusterDown),
            ("MOVED 1 h:1", .moved), ("ASK 1 h:1", .moved), ("BUSY x", .busy), ("ERR OOM", .server), ("", .server),
        ] as [(String, RedisError.Code)])
    func typesErrors(_ reply: String, code: RedisError.Code) {
        let error = RedisError(reply: reply, address: "here")
        #expect(error.code == code)
        #expect(error.replyPrefix == reply.split(separator: " ").first.map(String.init) ?? "")
        #expect(error.message.contains("here"))
    }
}
