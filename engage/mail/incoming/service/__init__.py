"""Use cases of mail that comes in: taking it in, answering, what people make of it, erasing."""
