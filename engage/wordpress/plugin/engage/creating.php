<?php
/**
 * The platform's comments: each made at most once, whatever is repeated and however many do it.
 *
 * A comment's alias stands in the place of its author's address and never belongs to two. Between
 * the look and the insertion nobody else may do the same, so both happen under a lock of the
 * database's, which ends with the connection if we die in between.
 *
 * @package Engage
 */

namespace Engage;

defined( 'ABSPATH' ) || exit;

const MOST_AT_ONCE = 100;
const LOCK_SECONDS = 10;

/** Whether an address is an alias of the platform's; with $any, whether it could pass for one. */
function is_alias( $address, $any = false ) {
	return 1 === preg_match( $any ? '/@sync\.invalid$/i' : '/^c-[0-9a-z-]+@sync\.invalid$/', trim( (string) $address ) );
}

/** Before a comment is made over REST: refused with the number of the one that is there already. */
function refuse_repeat( $prepared, $request ) {
	if ( is_wp_error( $prepared ) || ! empty( $request['id'] ) || ! is_sync() ) {
		return $prepared;
	}
	$alias = isset( $prepared['comment_author_email'] ) ? $prepared['comment_author_email'] : '';
	if ( ! is_alias( $alias ) ) {
		return $prepared;
	}
	if ( ! lock( $alias ) ) {
		return new \WP_Error( 'engage_busy', 'The same comment is being made by another request.', array( 'status' => 503 ) );
	}
	$found = comment_with_alias( $alias );
	if ( ! $found ) {
		return $prepared; // Unlocked when the request has been answered.
	}
	return new \WP_Error(
		'engage_exists',
		'This comment has been made already.',
		array(
			'status'     => 409,
			'comment_id' => (int) $found->comment_ID,
			'post'       => (int) $found->comment_post_ID,
		)
	);
}
add_filter( 'rest_preprocess_comment', __NAMESPACE__ . '\\refuse_repeat', PHP_INT_MAX, 2 );

/** In whatever status and wherever on the site; read past every cache. */
function comment_with_alias( $alias ) {
	global $wpdb;
	return $wpdb->get_row(
		$wpdb->prepare(
			"SELECT comment_ID, comment_post_ID FROM $wpdb->comments WHERE comment_author_email = %s ORDER BY comment_ID LIMIT 1",
			$alias
		)
	);
}

/** False when somebody else had it for too long. A database that knows no locks gives none. */
function lock( $alias ) {
	global $wpdb;
	unlock();
	$name = 'engage-' . md5( DB_NAME . $wpdb->comments . $alias );
	$got  = $wpdb->get_var( $wpdb->prepare( 'SELECT GET_LOCK(%s, %d)', $name, LOCK_SECONDS ) );
	if ( '1' === (string) $got ) {
		held_lock( $name );
	}
	return '0' !== (string) $got;
}

function unlock() {
	global $wpdb;
	$name = held_lock();
	if ( $name ) {
		$wpdb->get_var( $wpdb->prepare( 'SELECT RELEASE_LOCK(%s)', $name ) );
		held_lock( '' );
	}
}

/** The lock that this request holds, at most one. */
function held_lock( $name = null ) {
	static $held = '';
	$held = null === $name ? $held : $name;
	return $held;
}

function unlock_after( $response ) {
	unlock();
	return $response;
}
add_filter( 'rest_request_after_callbacks', __NAMESPACE__ . '\\unlock_after' );

/**
 * Many comments of one post in one call, each with its own answer, in their order.
 *
 * Each goes the way of WordPress's own REST, so what is checked and what plugins see is the same.
 * The post's number of comments is counted once, after the last.
 */
function create_comments( $post_id, $comments ) {
	wp_defer_comment_counting( true );
	$answers = array();
	try {
		foreach ( $comments as $comment ) {
			$answers[] = create_comment( $post_id, (array) $comment );
		}
	} finally {
		wp_defer_comment_counting( false );
	}
	return $answers;
}

function create_comment( $post_id, $comment ) {
	$given = array_intersect_key( $comment, array_flip( array( 'author_name', 'author_email', 'content', 'date_gmt', 'parent', 'status' ) ) );
	$given = array_map( __NAMESPACE__ . '\\as_text', $given ) + array( 'status' => 'approved' );
	$request = new \WP_REST_Request( 'POST', '/wp/v2/comments' );
	$request->set_body_params( array_merge( $given, array( 'post' => (int) $post_id ) ) );
	$response = rest_do_request( $request );
	$body     = $response->get_data();
	if ( $response->is_error() ) {
		return array(
			'status'  => (int) $response->get_status(),
			'code'    => (string) $body['code'],
			'message' => (string) $body['message'],
			'data'    => (array) $body['data'],
		);
	}
	return array(
		'status'  => 201,
		'comment' => array_intersect_key( $body, array_flip( array( 'id', 'post', 'parent', 'author_email', 'author_name', 'content', 'date_gmt', 'status', 'engage_modified' ) ) ),
	);
}

/** A date of XML-RPC's as REST writes it; everything else as it is. */
function as_text( $value ) {
	return $value instanceof \IXR_Date ? gmdate( 'Y-m-d\TH:i:s\Z', $value->getTimestamp() ) : $value;
}
