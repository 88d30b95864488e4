import BellhopRedis

/// Cancels a job: at once while it waits, by a mark that its worker heeds while it runs.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 job id, 5 outcome bucket, 6 keep the outcome for ms
///     Returns  `cancelled`, `marked` (running: its worker has been told), `finished` (ended already), or `unknown`
///     Atomic   yes
///     Repeat   harmless
///     Cost     O(log jobs)
///     Bound    one job
enum CancelScript {
    static let script = RedisScript(
        "cancel", flags: Lua.allowOutOfMemory,
        pieces: [
            Lua.wake, Lua.ring, Lua.lanes, Lua.due, Lua.marks, Lua.outcomes, Lua.announce, Lua.bucket, Lua.cancelled,
        ],
        body: #"""
            local tenant, id = ARGV[3], ARGV[4]
            local claim = call('HGET', tkey('run', tenant), id)
            if claim then
                local worker = string.match(claim, '^%S+')
                call('HSET', ckey('cancels', worker), id, tenant)
                call('PUBLISH', ckey('wake', worker), '!cancel')
                return 'marked'
            end
            local record = call('HGET', tkey('job', tenant), id)
            if not record then
                if call('HEXISTS', tkey('out', tenant, ARGV[5]), id) == 1 then return 'finished' end
                return 'unknown'
            end
            if call('ZSCORE', tkey('dead', tenant), id) or call('ZSCORE', tkey('quar', tenant), id) then return 'finished' end
            local lane = routing(record)
            local queue = queueof(lane)
            if call('ZREM', tkey('due', tenant), id) == 1 then rearm(tenant)
            elseif call('ZREM', tkey('lane', tenant, lane), id) == 1 then
                local head = call('ZRANGE', tkey('lane', tenant, lane), 0, 0, 'WITHSCORES')
                local laneskey = tkey('lanes', tenant, queue)
                if head[2] then call('ZADD', laneskey, head[2], lane) else call('ZREM', laneskey, lane) end
                if call('EXISTS', laneskey) == 0 then leave(tenant, queue) end
            end
            cancelled(tenant, lane, id, counts(record), ARGV[6])
            return 'cancelled'
            """#)
}
