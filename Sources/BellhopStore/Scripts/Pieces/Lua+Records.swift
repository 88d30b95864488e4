extension Lua {
    /// Defines `marked(record, attempts, crashes)`: the record with its counts rewritten, and `counts(record)`.
    static let marks = #"""
        local function counts(record)
            local a, b, c = string.byte(record, 1, 3)
            return a * 256 + b, c
        end
        local function marked(record, attempts, crashes)
            attempts, crashes = math.min(attempts, 65535), math.min(crashes, 255)
            return string.char(math.floor(attempts / 256), attempts % 256, crashes) .. string.sub(record, 4)
        end
        local function complain(tenant, id, text)
            if text == '' then return end
            local key = tkey('err', tenant)
            local old = call('HGET', key, id)
            if old then text = string.sub(old .. '\n' .. text, -16384) end
            call('HSET', key, id, text)
        end

        """#

    /// Defines, over `lanes`, `sound(record, id, tenant)`: says that a record leads to a lane, and that its header is of this job and
    /// tenant.
    static let sound = #"""
        local function sound(record, id, tenant)
            local at, parts = fieldsat(record), {}
            if string.byte(record, at - 1) ~= 1 then return false end
            for i = 1, 3 do
                local n = string.byte(record, at)
                if not n then return false end
                parts[i] = string.sub(record, at + 1, at + n)
                if #parts[i] ~= n then return false end
                at = at + 1 + n
            end
            local n = string.byte(record, at + 16)
            return string.match(parts[1], '^[a-z0-9][a-z0-9_-]*$') and string.match(parts[2], '^[%w][%w._-]*$')
                and string.sub(record, at, at + 15) == id and n
                and string.sub(record, at + 17, at + 16 + n) == tenant
        end

        """#

    /// Defines `sizes(tenant, ids)`: the bytes of jobs, payloads that lie apart included, and `weigh(tenant, bytes)`, which
    /// adds to the bytes of the tenant's jobs that have neither ended nor been buried.
    static let weights = #"""
        local function sizes(tenant, ids)
            local bytes = 0
            local apart = call('EXISTS', tkey('payload', tenant)) == 1
            for _, id in ipairs(ids) do
                bytes = bytes + call('HSTRLEN', tkey('job', tenant), id)
                if apart then bytes = bytes + call('HSTRLEN', tkey('payload', tenant), id) end
            end
            return bytes
        end
        local function weigh(tenant, bytes)
            if bytes ~= 0 then call('HINCRBY', tkey('ten', tenant), 'bytes', bytes) end
        end

        """#

    /// Defines `claimof(worker, fence, estimate, lane)`: what stands for a claim in the hash of running jobs.
    ///
    /// It is longer than 64 bytes, so that the hash is a table from the start: as a list, which Redis makes of short
    /// values, it costs two microseconds more a job at a hundred running jobs.
    static let claims = #"""
        local function claimof(worker, fence, estimate, lane)
            local claim = worker .. ' ' .. fence .. ' ' .. estimate .. ' ' .. lane
            return claim .. string.rep(' ', 65 - string.len(claim))
        end

        """#
}
