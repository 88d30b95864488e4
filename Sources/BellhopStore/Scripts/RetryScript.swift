import BellhopRedis

/// Puts a dead job, or one that waits for its time, back at the tail of its lane; a dead one with all its attempts.
///
/// It moves bytes and never reads a payload, so it works for types and tenants that the caller knows nothing of.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 job id, 5 outcome bucket
///     Returns  `ready`; or the state that does not allow it (`ready` waits already, `running`, `quarantined`,
///              `finished`); or `unknown`
///     Atomic   yes
///     Repeat   harmless: a job that waits already stays where it is
///     Cost     O(log jobs)
///     Bound    one job
enum RetryScript {
    static let script = RedisScript(
        "retry", flags: Lua.refuseOutOfMemory,
        pieces: [Lua.wake, Lua.ring, Lua.lanes, Lua.due, Lua.marks, Lua.weights],
        body: #"""
            local tenant, id = ARGV[3], ARGV[4]
            local jobkey = tkey('job', tenant)
            local record = call('HGET', jobkey, id)
            if not record then
                if call('HEXISTS', tkey('out', tenant, ARGV[5]), id) == 1 then return 'finished' end
                return 'unknown'
            end
            if call('HEXISTS', tkey('run', tenant), id) == 1 then return 'running' end
            if call('ZSCORE', tkey('quar', tenant), id) then return 'quarantined' end
            local state = call('HGET', tkey('ten', tenant), 'state')
            if call('ZREM', tkey('dead', tenant), id) == 1 then
                record = marked(record, 0, 0)
                call('HSET', jobkey, id, record)
                weigh(tenant, sizes(tenant, {id}))
                push(tenant, state, routing(record), {id}, creditof(record))
            elseif string.sub(call('HGET', tkey('uof', tenant), id) or '', 1, 1) == 'N' then return 'a follower of its key'
            elseif call('ZREM', tkey('due', tenant), id) == 1 then
                rearm(tenant)
                push(tenant, state, routing(record), {id}, creditof(record))
            end
            return 'ready'
            """#)
}
