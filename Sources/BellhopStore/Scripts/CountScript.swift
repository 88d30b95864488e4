import BellhopRedis

/// Counts a tenant's jobs in every set of states, at one instant.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, then the counters wanted
///     Returns  number of jobs that have not finished, running, due, dead, quarantined, in lanes, then the counters or ""
///     Atomic   yes
///     Repeat   reads only
///     Cost     O(lanes)
///     Bound    1 024 queues, 10 000 lanes of each
enum CountScript {
    static let script = RedisScript(
        "count", flags: Lua.readOnly, pieces: [],
        body: #"""
            local tenant, ready = ARGV[3], 0
            for _, queue in ipairs(call('ZRANGE', tkey('queues', tenant), 0, 1023)) do
                for _, lane in ipairs(call('ZRANGE', tkey('lanes', tenant, queue), 0, 9999)) do
                    ready = ready + call('ZCARD', tkey('lane', tenant, lane))
                end
            end
            local reply = {
                call('HLEN', tkey('job', tenant)), call('HLEN', tkey('run', tenant)), call('ZCARD', tkey('due', tenant)),
                call('ZCARD', tkey('dead', tenant)), call('ZCARD', tkey('quar', tenant)), ready,
            }
            for i = 4, #ARGV do reply[#reply + 1] = call('HGET', tkey('stat', tenant), ARGV[i]) or '' end
            return reply
            """#)
}
