-- What one batch works on; empty again when its transaction ends.
CREATE TEMPORARY TABLE IF NOT EXISTS batch_member (
    user_id bigint NOT NULL,
    zone text NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_own_day (
    user_id bigint NOT NULL,
    day date NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_platform_day (
    user_id bigint NOT NULL,
    day date NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_local_day (
    user_id bigint NOT NULL,
    own boolean NOT NULL,
    day date NOT NULL,
    begins_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    ahead interval
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_clock (
    user_id bigint NOT NULL,
    zone text,
    own_ahead interval,
    own_days datemultirange,
    platform_ahead interval,
    platform_days datemultirange,
    own_from timestamptz,
    own_until timestamptz,
    platform_from timestamptz,
    platform_until timestamptz
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_stretch (
    user_id bigint NOT NULL,
    begins_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_search (
    begins_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    LIKE batch_clock
) ON COMMIT DELETE ROWS;
-- Those of user_activity are in it, the others in the two tables that inherit from it.
CREATE TEMPORARY TABLE IF NOT EXISTS batch_row (
    user_id bigint NOT NULL,
    own_day date,
    platform_day date,
    occurred_at timestamptz NOT NULL,
    act_id uuid NOT NULL,
    session_id uuid NOT NULL,
    hour smallint NOT NULL,
    kind smallint NOT NULL,
    word text NOT NULL,
    device text NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_content_row (
    content_type text NOT NULL,
    content_id text NOT NULL,
    author_id bigint,
    resolved boolean NOT NULL,
    visit text NOT NULL,
    visit_session uuid,
    duration_ms integer,
    scroll_depth double precision,
    event_id uuid,
    received_at timestamptz,
    metadata jsonb
) INHERITS (batch_row) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_social_row (
    target_user_id bigint
) INHERITS (batch_row) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_shared_act (
    act_number bigint NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_shared_row (
    user_id bigint NOT NULL,
    own_day date,
    platform_day date,
    occurred_at timestamptz NOT NULL,
    act_id uuid NOT NULL,
    session_id uuid NOT NULL,
    hour smallint,
    kind smallint NOT NULL,
    word text NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_quarter (
    user_id bigint NOT NULL,
    session_id uuid NOT NULL,
    own_day date,
    hour smallint NOT NULL,
    device text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    n integer NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_turn (
    user_id bigint NOT NULL,
    platform_day date NOT NULL,
    occurred_at timestamptz NOT NULL,
    word text NOT NULL,
    content_type text NOT NULL,
    content_id text NOT NULL,
    author_id bigint,
    resolved boolean NOT NULL,
    event_id uuid NOT NULL,
    received_at timestamptz NOT NULL,
    metadata jsonb
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_count (
    user_id bigint NOT NULL,
    own_day date,
    platform_day date,
    kind smallint NOT NULL,
    word text NOT NULL,
    content_type text,
    n integer NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_fact (
    LIKE content_member_day
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_kept (
    LIKE content_member_day
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_prior (
    LIKE content_member
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_content (
    LIKE content_member_day
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_pair (
    LIKE pair_day
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_session (
    LIKE member_session
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_session_kept (
    LIKE member_session
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_change (
    LIKE content_change
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_change_kept (
    LIKE content_change
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_content_day (
    content_type text NOT NULL,
    content_id text NOT NULL,
    day date NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_item (
    LIKE content_item
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_seen (
    LIKE content_member_day
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_stand (
    LIKE content_member
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_pair_fact (
    LIKE pair_day
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_pair_kept (
    LIKE pair_day
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_pair_prior (
    user_id bigint NOT NULL,
    target_user_id bigint NOT NULL,
    word text NOT NULL,
    prior_value double precision,
    prior_on date
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS batch_pair_stand (
    LIKE pair
) ON COMMIT DELETE ROWS;
