import BellhopRedis

/// Deletes a job that does not run, whatever its state, and its outcome.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 job id
///     Returns  `ok`, `running`, or `unknown`
///     Atomic   yes
///     Repeat   harmless: what is gone is unknown
///     Cost     O(log jobs)
///     Bound    one job
enum DeleteScript {
    static let script = RedisScript(
        "delete job", flags: Lua.allowOutOfMemory, pieces: Lua.transitions,
        body: #"""
            local tenant, id = ARGV[3], ARGV[4]
            if call('HEXISTS', tkey('run', tenant), id) == 1 then return 'running' end
            local record = call('HGET', tkey('job', tenant), id)
            local hadoutcome = call('HDEL', tkey('out', tenant, bucketof(id)), id) == 1
            if not record then return hadoutcome and 'ok' or 'unknown' end
            local buried = call('ZREM', tkey('dead', tenant), id) + call('ZREM', tkey('quar', tenant), id) > 0
            pull(tenant, record, id)
            if not buried then weigh(tenant, -sizes(tenant, {id})) end
            giveup(tenant, {id})
            forget(tenant, {id})
            call('HINCRBY', tkey('stat', tenant), 'deleted', 1)
            announce(tenant, {id})
            return 'ok'
            """#)
}
