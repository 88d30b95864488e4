import BellhopRedis

/// Puts dead or quarantined jobs back at the tails of their lanes, as new, or deletes them.
///
/// It moves bytes and never reads a payload. A record that would lead to no lane, or whose header is of another job or
/// tenant, is not put back; deleting always works.
///
///     KEYS[1]  the tenant's record; all keys share its hash tag
///     ARGV     1 namespace, 2 infix, 3 tenant, 4 class (`dead` or `quar`), 5 `restore` or `delete`, 6 number of jobs, then
///              their ids
///     Returns  number of jobs that were moved or deleted, number of refused ids, those ids
///     Atomic   yes; putting back is refused as a whole when Redis has reached its memory limit
///     Repeat   harmless: a job that is not there any more is passed over
///     Cost     O(log jobs) a job
///     Bound    1 000 jobs a call
enum UnearthScript {
    /// Puts back; Redis refuses it when the memory limit is reached, as it refuses an enqueue.
    static let restoring = RedisScript("restore", flags: Lua.refuseOutOfMemory, pieces: pieces, body: body)
    /// Deletes, also when the memory limit is reached.
    static let deleting = RedisScript("delete", flags: Lua.allowOutOfMemory, pieces: pieces, body: body)

    private static let pieces = [Lua.wake, Lua.ring, Lua.lanes, Lua.marks, Lua.sound, Lua.weights, Lua.forget]
    private static let body = #"""
        local tenant, key, restores = ARGV[3], tkey(ARGV[4], ARGV[3]), ARGV[5] == 'restore'
        local jobkey = tkey('job', tenant)
        local done, refused, lanes, order = 0, {}, {}, {}
        for i = 1, tonumber(ARGV[6]) do
            local id = ARGV[6 + i]
            if call('ZSCORE', key, id) then
                local record = restores and call('HGET', jobkey, id)
                if restores and not (record and sound(record, id, tenant)) then refused[#refused + 1] = id
                else
                    done = done + 1
                    call('ZREM', key, id)
                    if restores then
                        record = marked(record, 0, 0)
                        call('HSET', jobkey, id, record)
                        local lane = routing(record)
                        if not lanes[lane] then
                            lanes[lane] = {ids = {}, credits = {}}
                            order[#order + 1] = lane
                        end
                        table.insert(lanes[lane].ids, id)
                        table.insert(lanes[lane].credits, creditof(record))
                    else forget(tenant, {id}) end
                end
            end
        end
        local state = call('HGET', tkey('ten', tenant), 'state')
        for _, lane in ipairs(order) do
            weigh(tenant, sizes(tenant, lanes[lane].ids))
            push(tenant, state, lane, lanes[lane].ids, lanes[lane].credits)
        end
        if done > 0 then call('HINCRBY', tkey('stat', tenant), restores and 'restored' or 'deleted', done) end
        local reply = {done, #refused}
        for i = 1, #refused do reply[2 + i] = refused[i] end
        return reply
        """#
}
