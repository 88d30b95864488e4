import BellhopRedis

/// Counts a tenant's jobs in every set of states, at one instant.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, then the counters wanted
///     Returns  number of jobs that have not finished, running, due, dead, quarantined, in lanes, then the counters or ""
///     Atomic   yes
///     Repeat   reads only
///     Cost     O(lanes)
///     Bound    1 024 queues, 10 000 lanes of each, 64 000 parked lanes
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
            local cursor, rounds = '0', 0
            repeat
                local scan = call('HSCAN', tkey('parked', tenant), cursor, 'COUNT', 1000)
                cursor, rounds = scan[1], rounds + 1
                for i = 1, #scan[2], 2 do ready = ready + call('ZCARD', tkey('lane', tenant, scan[2][i])) end
            until cursor == '0' or rounds >= 64
            local reply = {
                call('HLEN', tkey('job', tenant)), call('HLEN', tkey('run', tenant)), call('ZCARD', tkey('due', tenant)),
                call('ZCARD', tkey('dead', tenant)), call('ZCARD', tkey('quar', tenant)), ready,
            }
            local stats, counters = call('HGETALL', tkey('stat', tenant)), {us = 0}
            for i = 1, #stats, 2 do
                -- The last minutes stand apart from the total.
                local counter = string.match(stats[i], '^[^:]+')
                counters[counter] = (counters[counter] or 0) + tonumber(stats[i + 1])
            end
            for i = 4, #ARGV do reply[#reply + 1] = counters[ARGV[i]] and num(counters[ARGV[i]]) or '' end
            return reply
            """#)
}
