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
        "cancel", flags: Lua.allowOutOfMemory, pieces: Lua.transitions,
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
            local lane = pull(tenant, record, id)
            cancelled(tenant, lane, id, counts(record), ARGV[6])
            return 'cancelled'
            """#)
}
