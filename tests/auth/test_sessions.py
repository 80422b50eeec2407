"""Registering, signing in, and how sessions end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from app.infra.connections import redis
from tests.client import Client

PASSWORD = "correct horse battery"


def test_a_new_user_is_signed_in_and_has_a_personal_workspace(user):
    assert user.signed_in["user"]["role"] == "user"
    assert user.signed_in["token_type"] == "Bearer"
    assert user.get("/auth/me").json["email"] == user.signed_in["user"]["email"]
    [workspace] = user.get("/workspaces").json["data"]
    assert (workspace["role"], workspace["currency"], workspace["locale"]) == ("owner", "USD", "en-US")


def test_a_password_is_kept_as_argon2id_at_the_cost_that_owasp_recommends(user, db):
    kept = db["users"].find_one({"email": user.signed_in["user"]["email"]})["password_hash"]
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_an_email_registers_once_whatever_its_case(api, user):
    email = user.signed_in["user"]["email"].upper()
    answer = api.post("/auth/register", {"email": email, "password": PASSWORD})
    assert (answer.status, answer.code) == (409, "email_taken")


def test_logging_in_gives_tokens_that_work(api, user):
    answer = api.post("/auth/login", {"email": user.signed_in["user"]["email"], "password": PASSWORD})
    assert Client(api.app, answer.json).get("/auth/me").status == 200


def test_a_wrong_password_and_an_unknown_user_look_the_same(api, user):
    wrong = api.post("/auth/login", {"email": user.signed_in["user"]["email"], "password": "wrong horse"})
    unknown = api.post("/auth/login", {"email": "nobody@example.com", "password": "wrong horse"})
    assert (wrong.status, wrong.code, wrong.json["detail"]) == (
        unknown.status,
        unknown.code,
        unknown.json["detail"],
    )
    assert wrong.status == 401


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"email": {"$gt": ""}, "password": PASSWORD}, "/email"),
        ({"email": "a@example.com", "password": {"$gt": ""}}, "/password"),
        ({"email": "not an address", "password": PASSWORD}, "/email"),
        ({"email": "a@example.com", "password": "short"}, "/password"),
        ({"email": "a@example.com", "password": PASSWORD, "role": "admin"}, "/role"),
        ({"password": PASSWORD}, "/email"),
    ],
)
def test_a_bad_registration_is_pointed_at(api, body, pointer):
    answer = api.post("/auth/register", body)
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert answer.pointers == {pointer}


def test_without_a_token_nothing_opens(api):
    answer = api.get("/auth/me")
    assert (answer.status, answer.code) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_refresh_token_works_as_no_access_token(api, user):
    token = user.signed_in["refresh_token"]
    assert api.with_headers(Authorization=f"Bearer {token}").get("/auth/me").code == "invalid_token"


def refresh(client):
    return client.post("/auth/refresh", {"refresh_token": client.signed_in["refresh_token"]})


def test_refreshing_gives_the_next_pair(api, user):
    answer = refresh(user)
    assert answer.status == 200
    assert answer.json["refresh_token"] != user.signed_in["refresh_token"]
    assert Client(api.app, answer.json).get("/auth/me").status == 200


def test_two_refreshes_that_race_get_the_same_pair(user):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: refresh(user), range(8)))
    pairs = {(a.json["access_token"], a.json["refresh_token"]) for a in answers}
    assert {a.status for a in answers} == {200}
    assert len(pairs) == 1


def test_a_refresh_token_used_again_later_ends_the_session(api, user, db):
    following = Client(api.app, refresh(user).json)
    later = datetime.now(UTC) - timedelta(seconds=11)
    db["sessions"].update_one({"_id": _session_of(user)}, {"$set": {"rotated_at": later}})
    assert refresh(user).code == "refresh_token_reused"
    assert refresh(following).code == "session_over"
    assert following.get("/auth/me").code == "session_over"


def _session_of(client):
    from bson import ObjectId

    return ObjectId(client.signed_in["refresh_token"].split(".")[0])


def test_an_older_refresh_token_ends_the_session_even_within_the_race(api, user):
    second = Client(api.app, refresh(user).json)
    refresh(second)
    assert refresh(user).code == "refresh_token_reused"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "6740a1b2c3d4e5f601234567.0.AAAA", "....", "é" * 10])
def test_a_forged_refresh_token_is_refused(api, token):
    assert api.post("/auth/refresh", {"refresh_token": token}).status in (401, 422)


def test_logging_out_ends_this_session_only(api, user):
    body = {"email": user.signed_in["user"]["email"], "password": PASSWORD}
    other = Client(api.app, api.post("/auth/login", body).json)
    assert user.post("/auth/logout").status == 204
    assert user.get("/auth/me").code == "session_over"
    assert refresh(user).status == 401
    assert other.get("/auth/me").status == 200


def test_logging_out_everywhere_ends_every_session(api, user):
    body = {"email": user.signed_in["user"]["email"], "password": PASSWORD}
    other = Client(api.app, api.post("/auth/login", body).json)
    assert user.post("/auth/logout-all").status == 204
    assert {user.get("/auth/me").status, other.get("/auth/me").status} == {401}


def test_a_revoked_session_stays_out_when_redis_forgot(user):
    user.post("/auth/logout")
    redis.client.flushdb()
    assert user.get("/auth/me").code == "session_over"


def test_a_session_goes_on_when_redis_forgot(user):
    redis.client.flushdb()
    assert user.get("/auth/me").status == 200


def test_somebody_elses_workspace_does_not_exist(user, another_user):
    [theirs] = another_user.get("/workspaces").json["data"]
    assert user.get(f"/workspaces/{theirs['id']}").status == 404
    assert user.with_headers(X_Workspace_Id=theirs["id"]).get("/jobs").status == 404


def test_a_workspaces_settings_change_for_the_next_request(user):
    [mine] = user.get("/workspaces").json["data"]
    answer = user.patch(
        f"/workspaces/{mine['id']}", {"currency": "EUR", "locale": "de-DE", "time_zone": "Europe/Berlin"}
    )
    assert (answer.status, answer.json["currency"], answer.json["locale"]) == (200, "EUR", "de-DE")
    assert user.post("/accounts", {"name": "Giro", "type": "checking"}).json["currency"] == "EUR"


def test_a_cached_context_that_cannot_be_read_is_read_again_from_the_database(user):
    user.get("/auth/me")
    [key] = redis.client.keys("auth:user:" + user.get("/auth/me").json["id"])
    redis.client.set(key, "{broken", ex=60)
    assert user.get("/auth/me").status == 200


def test_finding_the_caller_costs_one_redis_command(user):
    with redis.client.monitor() as monitor:
        user.get("/auth/me")
        redis.client.echo("begin")
        user.get("/auth/me")
        redis.client.echo("end")
        commands = list(commands_until(monitor, "ECHO end"))
    assert [command.split()[0] for command in commands[commands.index("ECHO begin") + 1 :]] == ["MGET"]


def commands_until(monitor, last):
    """What the database of this test process is asked; the other processes have theirs on the same Redis."""
    database = redis.client.connection_pool.connection_kwargs["db"]
    for entry in iter(monitor.next_command, None):
        if int(entry["db"]) == database:
            if entry["command"] == last:
                return
            yield entry["command"]


@pytest.mark.parametrize("name", ["GMT0", "localtime", "Factory", "US/Pacific", "EST5EDT", "Europe/../Etc/UTC"])
def test_a_time_zone_goes_by_its_area(user, name):
    [mine] = user.get("/workspaces").json["data"]
    refused = user.patch(f"/workspaces/{mine['id']}", {"time_zone": name})
    assert (refused.status, refused.pointers) == (422, {"/time_zone"})
    for known in ("UTC", "Etc/UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5"):
        assert user.patch(f"/workspaces/{mine['id']}", {"time_zone": known}).json["time_zone"] == known


@pytest.mark.parametrize(
    "changes", [{"currency": "XXX"}, {"locale": "klingon"}, {"time_zone": "Mars/Olympus"}, {"owner": "me"}]
)
def test_a_workspace_setting_that_does_not_exist_is_refused(user, changes):
    [mine] = user.get("/workspaces").json["data"]
    answer = user.patch(f"/workspaces/{mine['id']}", changes)
    assert (answer.status, answer.pointers) == (422, {f"/{next(iter(changes))}"})


@pytest.mark.parametrize("path", ["/auth/me", "/workspaces/{id}"])
def test_of_several_changes_of_one_revision_the_first_wins(user, path):
    path = path.format(id=user.get("/workspaces").json["data"][0]["id"])
    reading = user.with_headers(If_Match=user.get(path).headers["ETag"])
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: reading.patch(path, {"name": f"Name {n}"}), range(16)))
    assert sorted(answer.status for answer in answers) == [200] + [412] * 15
    (winner,) = [answer.json for answer in answers if answer.status == 200]
    assert user.get(path).json["name"] == winner["name"]


@pytest.mark.parametrize("path", ["/auth/me", "/workspaces/{id}"])
def test_changes_that_ask_for_no_revision_are_all_written(user, path):
    path = path.format(id=user.get("/workspaces").json["data"][0]["id"])
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: user.patch(path, {"name": f"Name {n}"}), range(16)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.headers["ETag"] for answer in answers}) == 16
