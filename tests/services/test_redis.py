from contextlib import closing

import redis


def test_redis_answers_and_keeps_nothing_on_disk(redis_url: str) -> None:
    with closing(redis.Redis.from_url(redis_url, decode_responses=True)) as client:
        client.set("greeting", "hello")
        assert client.get("greeting") == "hello"
        assert client.config_get("save") == {"save": ""}
        assert client.config_get("appendonly") == {"appendonly": "no"}
