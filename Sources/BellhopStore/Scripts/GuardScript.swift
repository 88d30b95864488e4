import BellhopRedis

/// Says for a while that Redis is nearly full, so that no new jobs are taken in.
///
///     KEYS[1]  the shard's clock
///     ARGV     1 namespace, 2 infix, 3 for how many ms; 0 takes it back
///     Returns  `ok`
///     Atomic   yes
///     Repeat   harmless
///     Cost     O(1)
///     Bound    one field
enum GuardScript {
    static let script = RedisScript(
        "guard", flags: Lua.allowOutOfMemory, pieces: [],
        body: #"""
            if ARGV[3] == '0' then call('HDEL', ckey('clock'), 'guard')
            else call('HSET', ckey('clock'), 'guard', num(now + tonumber(ARGV[3]))) end
            return 'ok'
            """#)
}
