import BellhopRedis

/// Lists what a worker holds, as the store sees it.
///
///     KEYS[1]  the shard's workers
///     ARGV     1 namespace, 2 infix, 3 worker, 4 most claims
///     Returns  for each claim: tenant, job id, fence, estimate, lane
///     Atomic   yes
///     Repeat   reads only
///     Cost     O(claims of the tenants that the worker holds jobs of)
///     Bound    ARGV[4] claims, 1 000 tenants, 64 pages of 1 000 claims a tenant
enum HeldScript {
    static let script = RedisScript(
        "held", flags: Lua.readOnly, pieces: [],
        body: #"""
            local worker, most, reply = ARGV[3], tonumber(ARGV[4]), {}
            local prefix = worker .. ' '
            local held = call('HSCAN', ckey('held', worker), '0', 'COUNT', 1000)[2]
            for i = 1, #held, 2 do
                local cursor, rounds = '0', 0
                repeat
                    local scan = call('HSCAN', tkey('run', held[i]), cursor, 'COUNT', 1000)
                    cursor, rounds = scan[1], rounds + 1
                    for j = 1, #scan[2], 2 do
                        local claim = scan[2][j + 1]
                        if string.sub(claim, 1, #prefix) == prefix and #reply < 5 * most then
                            local fence, estimate, lane = string.match(claim, '^%S+ (%d+) (%d+) (%S+)')
                            for _, word in ipairs({held[i], scan[2][j], fence, estimate, lane}) do
                                reply[#reply + 1] = word
                            end
                        end
                    end
                until cursor == '0' or rounds >= 64
            end
            return reply
            """#)
}
