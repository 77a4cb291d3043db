<?php
/**
 * When a comment was last changed, and that nobody's change of a post is written over.
 *
 * WordPress keeps no time of a comment's changes and REST no lock; times here are GMT and count
 * whole seconds, as WordPress's own.
 *
 * @package Engage
 */

namespace Engage;

defined( 'ABSPATH' ) || exit;

const MODIFIED_META = 'engage_modified';

function note_comment_change( $comment_id ) {
	update_comment_meta( $comment_id, MODIFIED_META, gmdate( 'Y-m-d H:i:s' ) );
}
add_action( 'wp_insert_comment', __NAMESPACE__ . '\\note_comment_change' );
add_action( 'edit_comment', __NAMESPACE__ . '\\note_comment_change' );

function note_status_change( $new, $old, $comment ) {
	if ( $new !== $old && 'delete' !== $new ) {
		note_comment_change( $comment->comment_ID );
	}
}
add_action( 'transition_comment_status', __NAMESPACE__ . '\\note_status_change', 10, 3 );

/** As REST writes times; '' for a comment from before the plugin. */
function modified_of( $comment_id ) {
	return str_replace( ' ', 'T', (string) get_comment_meta( $comment_id, MODIFIED_META, true ) );
}

/** A time as the database writes it; without a zone it is GMT. '' for what is no time. */
function database_time( $text ) {
	$time = rest_parse_date( (string) $text ); // The default zone under WordPress is UTC.
	return false === $time ? '' : gmdate( 'Y-m-d H:i:s', $time );
}

function show_modified() {
	register_rest_field(
		'comment',
		MODIFIED_META,
		array(
			'get_callback' => function ( $comment ) {
				return modified_of( $comment['id'] );
			},
			'schema'       => array(
				'description' => 'When the comment was last changed, GMT.',
				'type'        => 'string',
				'context'     => array( 'edit' ),
				'readonly'    => true,
			),
		)
	);
	foreach ( get_post_types( array( 'show_in_rest' => true ) ) as $type ) {
		add_filter( "rest_pre_insert_$type", __NAMESPACE__ . '\\refuse_overwriting', PHP_INT_MAX, 2 );
	}
}
add_action( 'rest_api_init', __NAMESPACE__ . '\\show_modified' );

/** XML-RPC's own reading of comments says it too. */
function add_modified( $prepared, $comment ) {
	$prepared[ MODIFIED_META ] = modified_of( $comment->comment_ID );
	return $prepared;
}
add_filter( 'xmlrpc_prepare_comment', __NAMESPACE__ . '\\add_modified', 10, 2 );

function describe_modified_after( $params ) {
	$params['engage_modified_after'] = array(
		'description' => 'Comments changed at this time (GMT) or later.',
		'type'        => 'string',
		'format'      => 'date-time',
	);
	return $params;
}
add_filter( 'rest_comment_collection_params', __NAMESPACE__ . '\\describe_modified_after' );

function ask_modified_after( $query, $request ) {
	if ( ! empty( $request['engage_modified_after'] ) && current_user_can( 'moderate_comments' ) ) {
		$query['meta_query'][] = array(
			'key'     => MODIFIED_META,
			'value'   => database_time( $request['engage_modified_after'] ),
			'compare' => '>=',
		);
	}
	return $query;
}
add_filter( 'rest_comment_query', __NAMESPACE__ . '\\ask_modified_after', 10, 2 );

/** An update that names what it saw is refused if somebody changed the post since. */
function refuse_overwriting( $prepared, $request ) {
	$seen = $request['engage_if_unmodified_since'];
	if ( is_wp_error( $prepared ) || null === $seen || empty( $prepared->ID ) ) {
		return $prepared;
	}
	$seen = database_time( $seen );
	if ( '' === $seen ) {
		return new \WP_Error( 'engage_bad_date', 'engage_if_unmodified_since has to be a time.', array( 'status' => 400 ) );
	}
	global $wpdb;
	$stands = $wpdb->get_var( $wpdb->prepare( "SELECT post_modified_gmt FROM $wpdb->posts WHERE ID = %d", $prepared->ID ) );
	if ( (string) $stands <= $seen ) {
		return $prepared;
	}
	return new \WP_Error(
		'engage_modified',
		'The post was changed since.',
		array(
			'status'       => 409,
			'modified_gmt' => str_replace( ' ', 'T', $stands ),
		)
	);
}
